//! Where everything is, and how to check this page without trusting it.

use super::VenturePage;
use crate::pages::words;
use alloy::primitives::Address;
use maud::{Markup, html};

pub fn render(page: &VenturePage) -> Markup {
    let (overview, at) = (&page.overview, &page.overview.at);
    let rpc = page.rpc.as_deref().unwrap_or("<a node of your own>");
    let command = format!(
        "usufruct audit \\\n  --rpc {rpc} \\\n  --factory {} \\\n  --share {} \\\n  --block {}",
        at.factory, at.purses.share, at.first_block
    );
    html! {
        section id="verify" aria-labelledby="verify-title" {
            h2 id="verify-title" { "Do not trust this page" }
            p.lead { "Every figure follows from the chain’s own events. This command folds them again, from any node, and compares the result with what the contracts say." }
            div.body.two {
                div.card {
                    h3 { "Prove the books yourself" }
                    pre id="audit" { (command) }
                    div.buttons { button.copy.scripted-only type="button" data-copy="#audit" { "Copy the command" } }
                    p.small.quiet { "The same figures for programs: " a href=(format!("/api/v1/ventures/{}", at.purses.share)) { "JSON" } ", described by " a href="/api/v1/openapi.json" { "OpenAPI" } "." }
                }
                div.card {
                    h3 { "Addresses on chain " (words::count(at.chain_id).replace(',', "")) }
                    dl.addresses {
                        (address("Share, the token", at.purses.share))
                        (address("Till", at.purses.till))
                        (address("Offering", at.purses.offering))
                        (address("Currency", at.currency))
                        (address("Factory", at.factory))
                        (address("Operator", overview.operator))
                    }
                }
            }
        }
    }
}

fn address(what: &str, address: Address) -> Markup {
    let text = address.to_checksum(None);
    html! {
        div {
            dt { (what) }
            dd.address { (text) }
            dd.copy-cell.scripted-only { button.copy type="button" data-copy-text=(text) aria-label=(format!("Copy the address of {what}")) { "Copy" } }
        }
    }
}
