//! Who pays, and how much depends on how few.

use super::VenturePage;
use crate::{
    figures::{Customers, Money},
    pages::{
        charts::{self, Fill},
        frame::as_of_line,
        words,
    },
};
use alloy::primitives::U256;
use maud::{Markup, html};

pub fn render(page: &VenturePage) -> Markup {
    let customers = &page.customers;
    html! {
        section id="customers" data-live aria-labelledby="customers-title" {
            h2 id="customers-title" { "Customers" }
            @if customers.count == 0 {
                p.lead { "Nobody has paid in the last 30 days." }
            } @else {
                p.lead { (sentence(customers)) }
                div.body.two {
                    div.card { (concentration(customers)) }
                    div.card { (largest(page)) }
                }
            }
            (as_of_line(&customers.as_of))
        }
    }
}

fn sentence(customers: &Customers) -> Markup {
    let top = words::measured_percent(customers.top_1_bps);
    html! {
        @match customers.count {
            1 => "A single address paid everything in the last 30 days. If it leaves, income ends.",
            2..=5 => { (customers.count) " addresses paid in the last 30 days. The largest paid " (top) " of it; if it leaves, so does that." },
            _ => {
                (words::count(customers.count)) " addresses paid in the last 30 days. The largest paid " (top)
                " of it, the five largest " (words::measured_percent(customers.top_5_bps)) "."
            }
        }
    }
}

fn concentration(customers: &Customers) -> Markup {
    let parts = [
        (Fill::Voucher, "The largest", customers.top_1_bps),
        (Fill::Transfer, "The next four", customers.top_5_bps.saturating_sub(customers.top_1_bps)),
        (Fill::Remitted, "The next five", customers.top_10_bps.saturating_sub(customers.top_5_bps)),
        (Fill::Rest, "All others", 10_000_u16.saturating_sub(customers.top_10_bps)),
    ];
    let bar = parts.map(|(fill, _, bps)| (fill, U256::from(bps)));
    let equal = u64::from(10_000 / customers.herfindahl_bps.clamp(1, 10_000));
    html! {
        h3 { "How much depends on how few" }
        (charts::lying_bar("What the largest customers paid, as parts of the whole", &bar, U256::from(10_000), false))
        dl.facts {
            @for (fill, who, bps) in parts.into_iter().filter(|(.., bps)| *bps > 0) {
                div { dt.key-line { (charts::swatch(fill)) (who) } dd { (words::measured_percent(bps)) } }
            }
        }
        p.small.quiet { "As concentrated as if " (words::plural(equal, "customer", "customers")) " paid all of it in equal parts." }
    }
}

fn largest(page: &VenturePage) -> Markup {
    let (purse, customers) = (page.purse(), &page.customers);
    let places = purse.places(customers.total);
    html! {
        h3 { "The largest payers" }
        div.scroll {
            table {
                caption.hidden { "The addresses that paid most in the last 30 days" }
                thead {
                    tr { th scope="col" { "Address" } th scope="col" { "Paid, " (purse.symbol()) } th scope="col" { "Part" } }
                }
                tbody {
                    @for customer in &customers.top {
                        tr {
                            th scope="row" {
                                (words::short_address(customer.address))
                                @if customer.as_insider > Money::ZERO { span.quiet { " (insider)" } }
                            }
                            td { (purse.cell(customer.paid, places)) }
                            td { (words::measured_percent(customer.share_bps)) }
                        }
                    }
                }
            }
        }
        p.small.quiet {
            "All payers together: " (purse.figure("customers.total", customers.total))
            ". Money that the operator brought from elsewhere has no payer here and is left out."
        }
    }
}
