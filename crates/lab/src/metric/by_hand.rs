//! Lives made by hand, for tests of the measures.

use super::Lived;
use crate::path::{Day, Path};
use crate::structure::{Flows, Origins};

pub struct Life {
    pub days: Vec<Day>,
    pub flows: Vec<Flows>,
    pub shock: usize,
}

impl Life {
    /// Usual days, on which recurring customers pay so much.
    pub fn paying(dollars: impl Fn(u32) -> f64, shock: usize, days: u32) -> Life {
        let flows = |day| Flows {
            paid: Origins { recurring_customers: dollars(day), ..Origins::default() },
            organic_revenue: dollars(day),
            reported_revenue: dollars(day),
            capital: 1000.0,
            ..Flows::default()
        };
        Life { days: Path::usual(days).days, flows: (0..days).map(flows).collect(), shock }
    }

    /// 100 days of 10 dollars, the shock on day 40; something is changed on every day from the shock on.
    pub fn changed(change: impl Fn(&mut Flows)) -> Life {
        let mut life = Life::paying(|_| 10.0, 40, 100);
        life.flows[40..].iter_mut().for_each(change);
        life
    }

    pub fn lived(&self) -> Lived<'_> {
        Lived::new(&self.days, &self.flows, self.shock)
    }
}
