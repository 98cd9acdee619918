//! One life of one structure, with the sums that several measures share.

use crate::path::Day;
use crate::structure::{Flows, Origins};

/// Income is judged by its mean over the last 30 days, so that a week-end is no collapse.
pub const WINDOW_DAYS: usize = 30;

/// What happened, day by day, and what the structure made of it.
pub struct Lived<'a> {
    pub days: &'a [Day],
    pub flows: &'a [Flows],
    /// The first day on which the world is different.
    pub shock: usize,
    /// Dollars paid until the beginning of each day, and of the day after the last.
    paid_until: Vec<f64>,
}

impl<'a> Lived<'a> {
    /// As many flows as days, at least one before the shock and one from it on.
    pub fn new(days: &'a [Day], flows: &'a [Flows], shock: usize) -> Self {
        assert!(
            days.len() == flows.len() && shock > 0 && shock < days.len(),
            "a life has days before and after its shock"
        );
        let mut paid_until = Vec::with_capacity(flows.len() + 1);
        let mut sum = 0.0;
        paid_until.push(sum);
        for flow in flows {
            sum += flow.paid.total();
            paid_until.push(sum);
        }
        Self { days, flows, shock, paid_until }
    }

    /// Mean dollars a day of the last 30 days, or of as many as there were.
    pub fn income(&self, day: usize) -> f64 {
        let from = (day + 1).saturating_sub(WINDOW_DAYS);
        // What is left of a difference of large sums after income has ended is no income.
        ((self.paid_until[day + 1] - self.paid_until[from]) / count(day + 1 - from)).max(0.0)
    }

    /// What income was before the shock: the mean of the 30 days up to it.
    pub fn income_before(&self) -> f64 {
        self.income(self.shock - 1)
    }

    /// The days from the shock on.
    pub fn after(&self) -> &'a [Flows] {
        &self.flows[self.shock..]
    }

    pub fn days_after(&self) -> &'a [Day] {
        &self.days[self.shock..]
    }

    /// The 30 days before the shock, or as many as there were: the present, as somebody would see it who asks on that day.
    pub fn before(&self) -> &'a [Flows] {
        &self.flows[self.shock.saturating_sub(WINDOW_DAYS)..self.shock]
    }

    pub fn days_before(&self) -> &'a [Day] {
        &self.days[self.shock.saturating_sub(WINDOW_DAYS)..self.shock]
    }

    /// The last 30 days up to one, or as many as there were.
    pub fn window(&self, day: usize) -> &'a [Flows] {
        &self.flows[(day + 1).saturating_sub(WINDOW_DAYS)..=day]
    }
}

/// Sum of one figure over days.
pub(super) fn sum(flows: &[Flows], of: impl Fn(&Flows) -> f64) -> f64 {
    flows.iter().map(of).sum()
}

/// Sum of what was paid, by origin.
pub(super) fn paid(flows: &[Flows]) -> Origins {
    flows.iter().fold(Origins::default(), |sum, flow| {
        let Origins { recurring_customers, newcomers, emission, issuer, principal, unknown } = flow.paid;
        Origins {
            recurring_customers: sum.recurring_customers + recurring_customers,
            newcomers: sum.newcomers + newcomers,
            emission: sum.emission + emission,
            issuer: sum.issuer + issuer,
            principal: sum.principal + principal,
            unknown: sum.unknown + unknown,
        }
    })
}

#[expect(clippy::cast_precision_loss, reason = "a number of days")]
pub(super) fn count(days: usize) -> f64 {
    days as f64
}

#[cfg(test)]
mod tests {
    use crate::metric::by_hand::Life;

    #[test]
    fn income_is_the_mean_of_thirty_days_or_as_many_as_there_were() {
        let life = Life::paying(f64::from, 40, 80);
        let lived = life.lived();
        assert_eq!(lived.income(0), 0.0);
        assert_eq!(lived.income(2), 1.0);
        assert_eq!(lived.income(29), 14.5);
        assert_eq!(lived.income(59), 44.5);
        assert_eq!(lived.income_before(), 24.5, "days 10 to 39");
    }

    #[test]
    fn an_income_that_has_ended_leaves_no_rounding_behind() {
        let life = Life::paying(|day| if day < 40 { 0.1 + f64::from(day) * 1e9 } else { 0.0 }, 40, 120);
        assert!((70..120).all(|day| life.lived().income(day) < 1e-5));
    }
}
