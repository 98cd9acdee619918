//! A structure of one's own, beside ours: `cargo run --release -p usufruct-lab --example own_structure`.
//!
//! The example is a club whose members are paid a seventh of its till every day, out of what visitors have paid and of what
//! the founder adds when business is slow. Everything that a structure needs is in the two `impl`s below.

use usufruct_lab::path::Day;
use usufruct_lab::run::{Options, simulate};
use usufruct_lab::scenario::standard;
use usufruct_lab::structure::mixture::Mixture;
use usufruct_lab::structure::revenue_share::RevenueShare;
use usufruct_lab::structure::takings::Takings;
use usufruct_lab::structure::{Flows, Life, Origins, Start, Structure};

/// What can be chosen. A founder who adds nothing has `top_up: 0.0`.
struct Club {
    paid_a_day: f64,
    top_up: f64,
}

/// One club in the middle of its life. The till remembers whose money is in it.
struct Open {
    club: Club,
    start: Start,
    till: Mixture,
}

impl Structure for Club {
    fn key(&self) -> &'static str {
        "club"
    }

    fn name(&self) -> &'static str {
        "a club"
    }

    fn about(&self) -> &'static str {
        "Members are paid a part of the till every day: visitors' money, and the founder's when there is too little."
    }

    /// In the state after many usual days: a day takes in what it pays, so the till stays as full as it is.
    fn open(&self, start: &Start) -> Box<dyn Life> {
        let till = Mixture::new(Origins::of_customers(start.income_per_day / self.paid_a_day, 0.1));
        Box::new(Open { club: Club { ..*self }, start: *start, till })
    }
}

impl Life for Open {
    fn live(&mut self, day: &Day) -> Flows {
        let usual = self.start.income_per_day;
        let paid = self.till.take(self.till.total() * self.club.paid_a_day);
        let takings = Takings::of(day, usual * day.spend());
        self.till.add(takings.origins());
        if day.top_ups {
            let missing = (usual - takings.reported()).max(0.0);
            self.till.add(Origins { issuer: missing * self.club.top_up, ..Origins::default() });
        }
        Flows {
            paid,
            capital: self.start.capital,
            organic_revenue: takings.organic,
            reported_revenue: takings.reported(),
            reserve: self.till.total(),
            ..Flows::default()
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let club = Club { paid_a_day: 1.0 / 7.0, top_up: 0.5 };
    let ours = RevenueShare::default();
    let scenarios = standard::all()?;
    let findings = simulate(&[&club, &ours], &scenarios, &Options { paths: 200, ..Options::default() }, &|_| ())?;
    println!("{:24}{:>14}{:>14}{:>14}{:>14}", "", "a club", "", "ours", "");
    println!(
        "{:24}{:>14}{:>14}{:>14}{:>14}",
        "of the usual income", "is paid", "by customers", "is paid", "by customers"
    );
    for (number, scenario) in findings.scenarios.iter().enumerate() {
        let [club, ours] = [0, 1].map(|structure| {
            let measures = &findings.cell(structure, number).measures;
            (measures.income_kept.value, measures.organic_ratio_low.value)
        });
        println!("{:24}{:>14.2}{:>14.2}{:>14.2}{:>14.2}", scenario.key, club.0, club.1, ours.0, ours.1);
    }
    Ok(())
}
