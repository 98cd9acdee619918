//! The first screen: what the venture is, how it stands in one sentence, four figures, and the way to one's own position.

use super::{VenturePage, by_customers, by_insiders, cost_of};
use crate::{
    figures::Overview,
    pages::{
        frame::{as_of_line, venture_path},
        words::{self, When},
    },
};
use maud::{Markup, html};
use usufruct_model::offering::Phase;

pub fn render(page: &VenturePage) -> Markup {
    let overview = &page.overview;
    let (state, kind) = state(overview);
    // In the order of a narrow screen; a wide one puts the form beside the words.
    html! {
        div.hero.split {
            div.words-area id="hero" data-live {
                p.state.warn[kind == Kind::Warning].bad[kind == Kind::Ended] { (state) }
                div.named { h1 { (words::name(&overview.terms.name)) } p.symbol { (words::name(&overview.terms.symbol)) } }
                p.sentence.words { (sentence(page)) }
            }
            div.figures-area id="figures" data-live {
                @if overview.sale == Phase::Open { (sale_figures(page)) } @else { (figures(page)) }
                (as_of_line(&overview.as_of))
            }
            (ask(overview, None))
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Well,
    Warning,
    Ended,
}

fn state(overview: &Overview) -> (&'static str, Kind) {
    match overview.sale {
        Phase::Open => ("Selling shares", Kind::Well),
        Phase::Active if overview.stall.stalled => ("Stalled: demand is missing", Kind::Warning),
        Phase::Active => ("Running", Kind::Well),
        Phase::Failed => ("The sale failed: money back", Kind::Ended),
        Phase::WoundDown => ("Wound down: capital back", Kind::Ended),
    }
}

fn sentence(page: &VenturePage) -> Markup {
    let (overview, purse) = (&page.overview, page.purse());
    let part = words::percent(overview.holders_bps.get());
    let from = page.sources();
    let paid = by_customers(&from);
    match overview.sale {
        Phase::Open => html! {
            "Shares are for sale at " strong { (purse.amount(overview.price_per_share)) } " until " (When::Day(overview.terms.deadline))
            ". Their holders will receive " strong { (part) } " of what customers pay."
        },
        Phase::Failed => html! {
            "Too few shares were sold. Each can be given back for exactly what it cost, " strong { (purse.amount(overview.price_per_share)) } "."
        },
        Phase::WoundDown => html! {
            "Customers stopped paying. What holders earned is theirs, and each share can be given back for its part of "
            strong { (purse.amount(page.purses.capital.redeemable)) } "."
        },
        Phase::Active if paid.is_zero() => html! {
            "No customer has paid in the last 30 days. When they do, " strong { (part) } " goes to the holders."
        },
        Phase::Active => html! {
            "Customers paid " strong { (purse.figure("customers.paid", paid)) } " in the last 30 days; "
            strong { (part) } " goes to the holders."
            @if !by_insiders(&from).is_zero() {
                " Another " (purse.amount(by_insiders(&from))) " was paid by the operator or by holders themselves."
            }
        },
    }
}

fn figures(page: &VenturePage) -> Markup {
    let (overview, purse) = (&page.overview, page.purse());
    let (income, silence) = (&page.purses.income, &page.silence);
    html! {
        dl.key {
            div {
                dt { "Holders’ part, last 30 days" }
                dd { (purse.amount(page.days.iter().map(|day| day.holders_part).sum())) }
                dd { "from " (words::plural(page.customers.count, "paying address", "paying addresses")) }
            }
            div {
                dt { "One share has earned" }
                dd { (purse.figure("earned_per_share", page.earned_per_share)) }
                dd { "since the sale, where it cost " (purse.amount(overview.price_per_share)) }
            }
            div {
                dt { "Ready to be claimed" }
                dd { (purse.figure("income.owed", income.owed)) }
                dd { "by all holders; it never expires" }
            }
            div {
                dt { "In the reserve" }
                dd { (purse.figure("silence.reserve", silence.reserve)) }
                dd { @if silence.tau == 0 { "nothing is held back" } @else { "half of it leaves in " (words::duration(silence.half_life)) } }
            }
        }
    }
}

fn sale_figures(page: &VenturePage) -> Markup {
    let (overview, purse) = (&page.overview, page.purse());
    let (terms, decimals) = (&overview.terms, overview.terms.decimals);
    let needed = cost_of(overview, terms.soft_cap);
    html! {
        dl.key {
            div {
                dt { "Raised so far" }
                dd { (purse.figure("capital.raised", page.purses.capital.raised)) }
                dd { "of at most " (purse.amount(cost_of(overview, terms.hard_cap))) }
            }
            div {
                dt { "Shares sold" }
                dd { (words::shares(overview.supply, decimals)) }
                dd { "of at most " (words::shares(terms.hard_cap, decimals)) ", to " (words::plural(overview.holders, "holder", "holders")) }
            }
            div {
                dt { "Still needed to begin" }
                dd { (purse.amount(needed.minus(page.purses.capital.raised))) }
                dd { "or every share is paid back in full" }
            }
            div {
                dt { "One share costs" }
                dd { (purse.figure("price_per_share", overview.price_per_share)) }
                dd { "the same for everybody" }
            }
        }
    }
}

/// The way to a position: by typing an address, or by asking a wallet for one.
pub fn ask(overview: &Overview, asked: Option<&str>) -> Markup {
    let action = format!("{}/position", venture_path(overview.at.purses.share));
    html! {
        form.card.ask action=(action) method="get" role="search" aria-label="My position" {
            label for="address" {
                "Do you hold shares? See what you are owed"
                input id="address" type="text" name="address" placeholder="0x…" required
                    pattern="\\s*0x[0-9a-fA-F]{40}\\s*" title="0x and 40 hexadecimal digits" maxlength="64"
                    autocomplete="off" autocapitalize="off" spellcheck="false" value=[asked];
            }
            button type="submit" { "Show" }
            button.plain.scripted-only type="button" data-connect { "Connect a wallet" }
            p.notice.scripted-only data-wallet-says role="status" aria-live="polite" hidden {}
            div.wallets data-wallets role="group" aria-label="Wallets" hidden {}
        }
    }
}
