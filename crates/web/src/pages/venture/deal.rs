//! The terms and who can do what, in plain words. Nothing here changes but the holders' part, which can only rise.

use super::{VenturePage, cost_of};
use crate::pages::words::{self, When};
use maud::{Markup, html};

pub fn render(page: &VenturePage) -> Markup {
    html! {
        section id="deal" data-live aria-labelledby="deal-title" {
            h2 id="deal-title" { "The deal, and who can do what" }
            p.lead { "Nobody can change or pause the contracts. These are all the powers there are." }
            ul.body.promises { (powers(page)) }
            div.body.card {
                h3 { "Terms" }
                (terms(page))
            }
        }
    }
}

fn powers(page: &VenturePage) -> Markup {
    let (purse, overview) = (page.purse(), &page.overview);
    let terms = &overview.terms;
    html! {
        li {
            b { "The operator receives its part, and may give more away" }
            "It pulls " (words::percent(10_000 - overview.holders_bps.get())) " of revenue. It can raise the holders’ part, never lower it."
        }
        li {
            b { "The operator draws capital as holders earn" }
            (words::percent(terms.upfront_bps.get())) " of what was raised at once, then at most "
            (words::percent(terms.match_bps.get())) " of the income that reached the holders. Paying itself to draw faster loses money, unless it owns "
            (words::percent(10_000 - terms.match_bps.get())) " of the shares."
        }
        li {
            b { "The operator cannot reach income" }
            "Not what was earned, not what is in the reserve, not what a holder has not claimed yet. It can mint no share."
        }
        li {
            b { "Holders claim when they like" }
            "Income is theirs from the moment it is released. Selling a share does not sell what it earned before."
        }
        li {
            b { "Anyone may keep it going" }
            "Collecting revenue, releasing income and paying holders out needs nobody’s permission, so nobody can withhold it."
        }
        li.words {
            b { "Silence ends it" }
            "If less than " (purse.amount(overview.stall.demand_floor)) " reaches the holders within "
            (words::duration(u64::from(terms.stall_period))) ", anyone may wind the venture down and holders get undrawn capital back."
        }
    }
}

fn terms(page: &VenturePage) -> Markup {
    let (purse, overview) = (page.purse(), &page.overview);
    let terms = &overview.terms;
    html! {
        dl.facts.columns {
            div { dt { "Holders’ part of revenue" } dd { (words::percent(overview.holders_bps.get())) @if overview.holders_bps != terms.holders_bps { span.quiet { " (began at " (words::percent(terms.holders_bps.get())) ")" } } } }
            div { dt { "Reserve’s time constant" } dd { @if terms.tau == 0 { "none: paid at once" } @else { (words::duration(u64::from(terms.tau))) } } }
            div { dt { "A share cost" } dd { (purse.amount(overview.price_per_share)) } }
            div { dt { "Shares at most" } dd { (words::shares(terms.hard_cap, terms.decimals)) } }
            div { dt { "Sale had to reach" } dd { (purse.amount(cost_of(overview, terms.soft_cap))) } }
            div { dt { "Sale until" } dd { (When::Day(terms.deadline)) } }
            div { dt { "Capital at once" } dd { (words::percent(terms.upfront_bps.get())) } }
            div { dt { "Capital per income" } dd { (words::percent(terms.match_bps.get())) } }
            div { dt { "Demand floor" } dd { (purse.amount(overview.stall.demand_floor)) } }
            div { dt { "within" } dd { (words::duration(u64::from(terms.stall_period))) } }
        }
    }
}
