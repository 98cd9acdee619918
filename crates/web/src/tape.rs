//! The newest sales of the gateway's book, kept in memory so that showing a price path reads only what is new.

use crate::figures::{ClassPrice, Money, PricePoint, Prices, price::PATH_MAX};
use alloy::primitives::U256;
use std::collections::VecDeque;
use usufruct_gateway::{BookFault, Gateway, Millis, SaleLine};

/// Where the log was left, and the lines before.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    last: u64,
    points: VecDeque<PricePoint>,
}

/// Lines that are read at once; as many as are kept.
const PAGE: u32 = 1_000;

impl Tape {
    pub async fn prices(&mut self, gateway: &Gateway, now: Millis, unit: U256) -> Result<Prices, BookFault> {
        self.catch_up(gateway).await?;
        let classes = gateway.totals().classes.into_iter().map(|class| ClassPrice {
            name: class.name,
            law: class.price,
            spot: class.spot,
            excess: class.excess_units,
            sales: class.sales,
            units: class.units,
            revenue: Money(U256::from(class.revenue)),
        });
        Ok(Prices { at: now, unit, classes: classes.collect(), path: self.points.iter().cloned().collect() })
    }

    async fn catch_up(&mut self, gateway: &Gateway) -> Result<(), BookFault> {
        let mut lines = gateway.sales(self.last, PAGE).await?;
        if lines.len() >= PATH_MAX {
            // More than is kept: what lies between is never shown.
            let newest = newest(gateway, self.last).await?;
            self.last = newest.saturating_sub(u64::from(PAGE)).max(self.last);
            lines = gateway.sales(self.last, PAGE).await?;
        }
        for line in lines {
            self.last = line.seq;
            self.points.push_back(point(line));
        }
        let excess = self.points.len().saturating_sub(PATH_MAX);
        self.points.drain(..excess);
        Ok(())
    }
}

/// The number of the newest sale, at least `from`. Sales are numbered without gaps, so halving finds it.
async fn newest(gateway: &Gateway, from: u64) -> Result<u64, BookFault> {
    let is_after = async |seq: u64| Ok::<_, BookFault>(!gateway.sales(seq, 1).await?.is_empty());
    let (mut known, mut step) = (from, u64::from(PAGE));
    while is_after(known.saturating_add(step)).await? {
        known = known.saturating_add(step);
        step = step.saturating_mul(2);
    }
    // There is one after `known`, or it is the newest; there is none after `known + step`.
    let mut unknown = known.saturating_add(step);
    while known < unknown {
        let middle = known + (unknown - known) / 2;
        if is_after(middle).await? {
            known = middle + 1;
        } else {
            unknown = middle;
        }
    }
    Ok(known)
}

fn point(line: SaleLine) -> PricePoint {
    PricePoint {
        seq: line.seq,
        at: line.at,
        class: line.class,
        units: line.units,
        charged: Money(U256::from(line.charged)),
        spot: line.spot,
    }
}
