//! Who holds the shares.

use super::VenturePage;
use crate::pages::{
    charts::{self, Fill},
    frame::{as_of_line, position_path},
    words,
};
use alloy::primitives::U256;
use maud::{Markup, html};

pub fn render(page: &VenturePage) -> Markup {
    let (overview, holders) = (&page.overview, &page.holders);
    html! {
        section id="holders" data-live aria-labelledby="holders-title" {
            h2 id="holders-title" { "Holders" }
            @if holders.holders.is_empty() {
                p.lead { "Nobody holds a share." }
            } @else {
                p.lead {
                    (words::plural(overview.holders, "account holds", "accounts hold")) " "
                    (words::shares(overview.supply, overview.terms.decimals)) " shares. Holding is enough: no staking, no locking, no registering."
                }
                div.body.card { (table(page)) }
            }
            (as_of_line(&holders.as_of))
        }
    }
}

fn table(page: &VenturePage) -> Markup {
    let (purse, holders) = (page.purse(), &page.holders);
    let largest = holders.holders.iter().map(|holder| holder.owed.max(holder.claimed)).max().unwrap_or_default();
    let places = purse.places(largest);
    let share = page.overview.at.purses.share;
    html! {
        div.scroll tabindex="0" role="region" aria-label="The largest holders" {
            table {
                caption.hidden { "The largest holders" }
                thead {
                    tr {
                        th scope="col" { "Holder" }
                        th scope="col" { "Shares" }
                        th.left.far scope="col" { "Part" }
                        th scope="col" { "Can claim, " (purse.symbol()) }
                        th scope="col" { "Received" }
                    }
                }
                tbody {
                    @for holder in &holders.holders {
                        tr {
                            th scope="row" { a href=(position_path(share, holder.address)) { (words::short_address(holder.address)) } }
                            td { (words::shares(holder.balance, page.overview.terms.decimals)) }
                            td.left.far {
                                div.part {
                                    (charts::lying_bar(&words::percent(holder.share_bps), &[(Fill::Voucher, U256::from(holder.share_bps))], U256::from(10_000), true))
                                    span { (words::measured_percent(holder.share_bps)) }
                                }
                            }
                            td { (purse.cell(holder.owed, places)) }
                            td { (purse.cell(holder.claimed, places)) }
                        }
                    }
                }
            }
        }
        @if let Some(next) = holders.next {
            p.small.quiet { "And " (words::count(holders.count.saturating_sub(next))) " more." }
        }
    }
}
