//! The three purses, what is in each, and the only two arrows between them.
//!
//! ```text
//!  customers                            share buyers
//!      ▼                                     ▼
//!    Till ── collect ──► Share ┄ permits ┄► Offering
//!      ▼                   ▼                 ▼
//!  operator             holders       operator, or holders
//! ```

use super::VenturePage;
use crate::{
    figures::Money,
    pages::{frame::as_of_line, words},
};
use maud::{Markup, html};

pub fn render(page: &VenturePage) -> Markup {
    html! {
        section id="purses" data-live aria-labelledby="purses-title" {
            h2 id="purses-title" { "Three purses that never mix" }
            p.lead {
                "Customers’ money, holders’ money and share buyers’ money are kept by three contracts. Money moves between them along "
                "one arrow only, from the Till to the Share. The other arrow moves nothing: income that reached the holders permits "
                "the operator to draw capital. So no holder can be paid from what another paid for a share."
            }
            div.body.purses { (till(page)) (share(page)) (offering(page)) }
            (as_of_line(&page.purses.as_of))
        }
    }
}

fn till(page: &VenturePage) -> Markup {
    let (purse, revenue) = (page.purse(), &page.purses.revenue);
    let kept = revenue.operators_part.plus(revenue.pulled);
    html! {
        div.party.r1.c1 {
            "Customers" span { "paid " (purse.amount(revenue.collected)) }
            @if !revenue.remitted.is_zero() { span { "and, through the operator, " (purse.amount(revenue.remitted)) } }
        }
        (arrow("r2 c1 money", html! {}))
        div.purse.r3.c1 {
            h3 { "Till" small { "revenue" } }
            p.holds { (purse.figure("revenue.balance", revenue.balance)) }
            p { (purse.amount(revenue.collectable)) " waits to be split, " (purse.amount(revenue.operators_part)) " for the operator." }
            @if !revenue.escrow.waiting.is_zero() { p { (purse.amount(revenue.escrow.waiting)) " is on its way here in the x402 escrow." } }
        }
        (arrow("r4 c1 money only-wide", html! {}))
        div.party.r5.c1.only-wide { "Operator" span { (words::percent(10_000 - page.overview.holders_bps.get())) ": " (purse.amount(kept)) } }
        (arrow("r3 c2 money across", html! { "collect" br; (purse.amount(revenue.holders_part)) }))
    }
}

fn share(page: &VenturePage) -> Markup {
    let (purse, income) = (page.purse(), &page.purses.income);
    html! {
        div.purse.r3.c3 {
            h3 { "Share" small { "income" } }
            p.holds { (purse.figure("income.balance", income.balance)) }
            p { (purse.amount(income.owed)) " is released and can be claimed, " (purse.amount(income.reserve)) " is in the reserve." }
        }
        (arrow("r4 c3 money", html! {}))
        div.party.r5.c3 { "Holders" span { "claimed " (purse.amount(income.claimed)) } }
        (arrow("r3 c4 leave across", html! { "permits drawing" br; "no money moves" }))
    }
}

fn offering(page: &VenturePage) -> Markup {
    let (purse, capital) = (page.purse(), &page.purses.capital);
    html! {
        div.party.r1.c5.apart { "Share buyers" span { "paid " (purse.amount(capital.raised)) } }
        (arrow("r2 c5 money", html! {}))
        div.purse.r3.c5 {
            h3 { "Offering" small { "capital" } }
            p.holds { (purse.figure("capital.balance", capital.balance)) }
            p { (purse.amount(capital.drawable)) " may be drawn by the operator now." }
        }
        (arrow("r4 c5 money", html! {}))
        div.party.r5.c5 {
            "Operator" span { "drew " (purse.amount(capital.drawn)) }
            @if capital.redeemed > Money::ZERO { span { "holders redeemed " (purse.amount(capital.redeemed)) } }
        }
    }
}

fn arrow(classes: &str, words: Markup) -> Markup {
    html! {
        div class=(format!("flow {classes}")) {
            svg viewBox="0 0 20 36" aria-hidden="true" {
                path d="M10 2v30" {}
                path.head d="M4 26l6 7 6-7" {}
            }
            span { (words) }
        }
    }
}
