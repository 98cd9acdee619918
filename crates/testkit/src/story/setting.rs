//! What a story begins with: the terms of the venture, and who plays.

use super::words;
use crate::{cast, stage};
use usufruct_model::{Bps, Cash, Shares, Terms, Timestamp};

/// The people with a key (beside the operator), the contracts, and the terms.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub people: Vec<String>,
    pub contracts: Vec<String>,
    pub terms: Terms,
}

impl Default for Setting {
    /// The terms of which a story need not speak.
    fn default() -> Self {
        let part = |bps| Bps::new(bps).expect("a part of the whole");
        let terms = Terms {
            holders_bps: part(6_000),
            decimals: 0,
            tau: 0,
            price: 1_000_000,
            soft_cap: Shares(100),
            hard_cap: Shares(1_000),
            deadline: Timestamp(stage::BEGINNING + 10 * 86_400),
            upfront_bps: part(0),
            match_bps: part(5_000),
            demand_floor: Cash(1_000_000),
            stall_period: 30 * 86_400,
            operator: cast::address(cast::OPERATOR),
            ..stage::terms()
        };
        Self { people: Vec::new(), contracts: Vec::new(), terms }
    }
}

impl Setting {
    /// `price 1.00, soft cap 100 shares, ...`, checked against the limits of the Factory.
    pub(super) fn add_terms(&mut self, text: &str) -> Result<(), String> {
        for term in text.split(',') {
            self.add_term(term.trim())?;
        }
        let checked = self.terms.check(Timestamp(stage::BEGINNING));
        checked.map_err(|refusal| format!("the Factory would refuse these terms: {refusal:?}"))
    }

    fn add_term(&mut self, term: &str) -> Result<(), String> {
        const NAMES: [&str; 9] =
            ["price", "soft cap", "hard cap", "sale until day", "holders", "reserve", "upfront", "match", "floor"];
        let named = NAMES.iter().find_map(|name| Some((*name, term.strip_prefix(name)?.strip_prefix(' ')?.trim())));
        let (name, value) =
            named.ok_or_else(|| format!("`{term}` is no term; a term is one of {}", NAMES.join(", ")))?;
        let terms = &mut self.terms;
        match name {
            "price" => terms.price = words::cash(value)?.saturating_to(),
            "soft cap" => terms.soft_cap = Shares(words::shares(value)?.saturating_to()),
            "hard cap" => terms.hard_cap = Shares(words::shares(value)?.saturating_to()),
            "sale until day" => {
                let days: u64 = value.parse().map_err(|_| format!("`{value}` is no number of days"))?;
                terms.deadline = Timestamp(stage::BEGINNING + days * 86_400);
            }
            "holders" => terms.holders_bps = words::part(value)?,
            "reserve" if value == "none" => terms.tau = 0,
            "reserve" => terms.tau = seconds(value)?,
            "upfront" => terms.upfront_bps = words::part(value)?,
            "match" => terms.match_bps = words::part(value)?,
            _ => {
                let (floor, period) = value.split_once(" in ").ok_or("a floor is e.g. `floor 5.00 in 30 days`")?;
                terms.demand_floor = Cash(words::cash(floor)?.saturating_to());
                terms.stall_period = seconds(period)?;
            }
        }
        Ok(())
    }
}

fn seconds(text: &str) -> Result<u32, String> {
    u32::try_from(words::duration(text)?).map_err(|_| format!("`{text}` is too long"))
}
