//! What was written at the time about one income that promised a rate above what it earned: Anchor, 2021 and 2022.
//!
//! Only figures as documented are typed in, each with where it was published; coverage and runway are computed from them.
//! Sources differ, and some are newspapers that cite a dashboard: this is a track to hold a simulation against, not a ledger.

/// What was known on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Documented {
    pub date: &'static str,
    /// As on a picture: `Nov 2021`.
    pub label: &'static str,
    /// Dollars, of the reserve; none where nobody wrote it down for that day.
    pub reserve: Option<f64>,
    /// Dollars a day that depositors were due, and that came in from borrowers and staking.
    pub due: f64,
    pub earned: f64,
    pub source: &'static str,
    /// What of it is documented, and how the rest follows.
    pub how: &'static str,
}

/// The rate that was promised, a year (protocol documents: threshold 19.5 %).
const PROMISED: f64 = 0.195;
const DAYS_OF_YEAR: f64 = 365.0;

impl Documented {
    /// Part of what was due that was earned.
    pub fn coverage(&self) -> f64 {
        self.earned / self.due
    }

    /// Days until the reserve is empty at that day's pace; without limit if nothing is missing, none if the reserve is not known.
    pub fn runway_days(&self) -> Option<f64> {
        let missing = self.due - self.earned;
        if missing <= 0.0 { Some(f64::INFINITY) } else { Some(self.reserve? / missing) }
    }
}

/// In the order of time.
pub fn anchor() -> [Documented; 4] {
    [
        Documented {
            date: "2021-11-23",
            label: "Nov 2021",
            reserve: Some(75e6),
            due: 471.4e6 / DAYS_OF_YEAR,
            earned: (283.14e6 + 173.8e6 + 18.3e6) / DAYS_OF_YEAR,
            source: "tubegraph, “Sustainability of Anchor Protocol”",
            how: "a year: due 471.4 m; interest 283.14 m, staking 173.8 m and 18.3 m; reserve 75 m",
        },
        Documented {
            date: "2022-01-28",
            label: "Jan 2022",
            reserve: Some(35e6),
            due: 6.1e9 * PROMISED / DAYS_OF_YEAR,
            earned: 6.1e9 * PROMISED / DAYS_OF_YEAR - 1.25e6,
            source: "CoinDesk, 28 January 2022; thenftunicorn.com for the deposits",
            how: "reserve 35 m, falling by 1.25 m a day; deposits 6.1 bn at 19.5 %",
        },
        Documented {
            date: "2022-03-03",
            label: "Mar 2022",
            reserve: Some(476e6),
            due: 2.47e9 / 0.3 * PROMISED / DAYS_OF_YEAR,
            earned: 2.47e9 / 0.3 * PROMISED / DAYS_OF_YEAR - 2e6,
            source: "The Defiant, early March 2022 (after a top-up of 450 m)",
            how: "reserve 476 m, falling by 2 m a day; borrowed 2.47 bn, “about 30 %” of the deposits",
        },
        Documented {
            date: "2022-05-08",
            label: "May 2022",
            reserve: None,
            due: 7.5e6,
            earned: 2e6,
            source: "r/AnchorProtocol, about 8 May 2022",
            how: "pays 7.5 m and earns 2 m a day; the same text says “just under 50 days”",
        },
    ]
}

/// Said of the last day, on which no reserve is documented.
pub const LAST_RUNWAY_SAID_DAYS: f64 = 50.0;

#[cfg(test)]
mod tests {
    use super::anchor;

    #[test]
    fn coverage_crosses_one_between_november_and_january() {
        let [november, january, ..] = anchor();
        assert!(november.coverage() >= 1.0 && january.coverage() < 1.0);
        let runway = january.runway_days().expect("a documented reserve");
        assert!((20.0..=30.0).contains(&runway), "{runway}");
    }

    #[test]
    fn what_was_earned_is_below_what_was_due_from_then_on() {
        assert!(anchor()[1..].iter().all(|day| day.coverage() < 1.0 && day.earned > 0.0));
    }
}
