//! C0, a control: a debtor outside of all this pays the same coupon every day. Nothing in the scenarios touches it.

use super::{Flows, Life, Origins, Start, Structure};
use crate::path::Day;

/// There is nothing to choose.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ExternalBond;

struct Coupon {
    start: Start,
}

impl Structure for ExternalBond {
    fn key(&self) -> &'static str {
        "C0"
    }

    fn name(&self) -> &'static str {
        "external bond"
    }

    fn about(&self) -> &'static str {
        "A control: a debtor outside of crypto pays the same coupon every day, whatever happens here."
    }

    fn open(&self, start: &Start) -> Box<dyn Life> {
        Box::new(Coupon { start: *start })
    }
}

impl Life for Coupon {
    fn live(&mut self, _day: &Day) -> Flows {
        let Start { capital, income_per_day } = self.start;
        Flows {
            // The debtor is the customer: it pays for the use of the money, and always has.
            paid: Origins { recurring_customers: income_per_day, ..Origins::default() },
            capital,
            organic_revenue: income_per_day,
            reported_revenue: income_per_day,
            promised: Some(income_per_day),
            // Whoever sells a bond is paid the coupon up to that day, so a sniper earns what a holder earns.
            sniped: income_per_day / capital,
            ..Flows::default()
        }
    }
}
