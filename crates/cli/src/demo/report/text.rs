//! The report as people read it.

use std::fmt::{self, Display, Formatter};

use super::{HolderFigures, Report};
use crate::audit_line;
use crate::demo::money::{Usd, grouped};

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.demand(f)?;
        self.prices(f)?;
        self.money(f)?;
        self.holders(f)?;
        self.gas(f)?;
        writeln!(f, "Audit")?;
        f.write_str(&audit_line::table(&self.audit))?;
        writeln!(f, "{}", if self.holds { "Every line holds." } else { "The audit DOES NOT HOLD." })
    }
}

impl Report {
    fn demand(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (trace, requests) = (&self.trace, &self.requests);
        writeln!(f, "Demand       {}, {} to {}", trace.format, trace.begin, trace.end)?;
        let (made, payers) = (grouped(requests.made as u128), grouped(trace.payers as u128));
        writeln!(f, "  requests   {made} of {payers} payers, in {:.1} s", self.timing.replay_seconds)?;
        writeln!(
            f,
            "  charged    {}, {} {}",
            grouped(requests.charged.into()),
            grouped(requests.units_charged),
            trace.unit
        )?;
        for (word, count) in &requests.failed {
            writeln!(f, "  {word:<9}  {}, not charged", grouped((*count).into()))?;
        }
        if requests.odd > 0 {
            writeln!(f, "  ODD        {}, among them:", grouped(requests.odd.into()))?;
            requests.oddities.iter().try_for_each(|oddity| writeln!(f, "             {oddity}"))?;
        }
        if trace.malformed_lines > 0 {
            writeln!(f, "  malformed  {} lines were skipped", grouped(trace.malformed_lines.into()))?;
        }
        writeln!(f)
    }

    fn prices(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let prices = &self.prices;
        let (unit, units_max) = (self.trace.unit, grouped(prices.units_max.into()));
        writeln!(f, "Price        USD per unit ({unit})")?;
        writeln!(f, "  lowest     {} (floor {})", prices.lowest, prices.floor)?;
        writeln!(f, "  mean       {}", prices.mean)?;
        writeln!(f, "  highest    {}", prices.highest)?;
        writeln!(
            f,
            "  class      target {} {unit} a second, e-fold after {} in excess, quotes for {units_max}",
            prices.target_units_per_second,
            grouped(prices.sensitivity_units.into()),
        )?;
        writeln!(f)
    }

    fn money(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let money = &self.money;
        let mut line = |name: &str, amount: u128| writeln!(f, "  {name:<28} {:>22}", Usd(amount));
        line("received from customers", money.received)?;
        line("operator's part", money.operators_part)?;
        line("holders' part", money.holders_part)?;
        line("  claimed", money.holders_claimed)?;
        line("  owed", money.holders_owed)?;
        line("  in the reserve", money.reserve)?;
        writeln!(f, "  {:<28} {:>22}\n", "income per share", money.income_per_share)
    }

    fn holders(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "Holders      {:>12} {:>18} {:>18} {:>18}", "shares", "claimed", "owed", "due from reserve")?;
        for HolderFigures { name, share_base_units, claimed, owed, due_from_reserve, .. } in &self.holders {
            let shares = format!("{}.{:02}", share_base_units / 100, share_base_units % 100);
            let [claimed, owed, due] = [claimed, owed, due_from_reserve].map(|amount| Usd(*amount).to_string());
            writeln!(f, "  {name:<10} {shares:>12} {claimed:>18} {owed:>18} {due:>18}")?;
        }
        writeln!(f)
    }

    fn gas(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "Gas          {} per charged request", grouped(self.gas.per_charged_request.into()))?;
        for (purpose, spent) in &self.gas.by_purpose {
            let (transactions, gas) = (grouped(spent.transactions.into()), grouped(spent.gas.into()));
            writeln!(f, "  {purpose:<16} {transactions:>8} transactions {gas:>16} gas")?;
        }
        writeln!(f)
    }
}
