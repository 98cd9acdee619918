//! If customers stop today: what holders would still receive, and when the venture could be ended.

use super::VenturePage;
use crate::{
    figures::Money,
    pages::{
        charts::{self, Point},
        frame::as_of_line,
        words::{self, When},
    },
};
use alloy::primitives::U256;
use maud::{Markup, html};
use usufruct_model::{
    Timestamp,
    offering::Phase,
    reserve::{Decay, ReserveQ32},
};

/// The curve is drawn over so many half-lives, in so many straight pieces.
const HALF_LIVES: u64 = 6;
const PIECES: u32 = 60;

pub fn render(page: &VenturePage) -> Markup {
    let (purse, silence) = (page.purse(), &page.silence);
    html! {
        section id="silence" data-live aria-labelledby="silence-title" {
            h2 id="silence-title" { "If customers stop today" }
            p.lead.words {
                @if page.overview.sale == Phase::Open {
                    "Nothing has been earned yet, and nothing is lost: if too few shares are sold, each is paid back in full."
                } @else if silence.reserve.is_zero() {
                    "The reserve is empty, so income would stop at once. What was released before stays claimable for ever."
                } @else if silence.tau == 0 {
                    "Nothing is held back, so income would stop at once. What was released before stays claimable for ever."
                } @else {
                    "Holders would still receive the " (purse.amount(silence.reserve)) " in the reserve, half of it within "
                    (words::duration(silence.half_life)) ", and then nothing more. Anyone can compute this; here it is."
                }
            }
            div.body.two.wide {
                div.card {
                    h3 { "What the reserve would still hold" }
                    @if silence.tau == 0 || silence.reserve.is_zero() { p.quiet { "There is nothing in the reserve to draw." } }
                    @else { (curve(page)) }
                    (table(page))
                }
                div.card { (ending(page)) }
            }
            (as_of_line(&silence.as_of))
        }
    }
}

/// The model's own decay of a whole, scaled to the reserve: the same law that the contracts follow.
fn curve(page: &VenturePage) -> Markup {
    let silence = &page.silence;
    let whole = ReserveQ32(1 << 90);
    let decay = Decay::of_tau(silence.tau);
    let seconds = silence.half_life.saturating_mul(HALF_LIVES).max(u64::from(PIECES));
    let points: Vec<Point> = (0..=PIECES)
        .map(|piece| {
            let then = seconds / u64::from(PIECES) * u64::from(piece);
            let left = decay.left_up(whole, Timestamp(0), Timestamp(then));
            Point { along: piece * 1_000 / PIECES, amount: U256::from(left.0) }
        })
        .collect();
    let ys = [silence.reserve, Money(silence.reserve.0 >> 1), Money::ZERO].map(|money| page.purse().axis(money));
    let xs =
        [html! { "now" }, html! { "in " (words::duration(seconds / 2)) }, html! { "in " (words::duration(seconds)) }];
    let label = format!("The reserve halves every {}", words::duration(silence.half_life));
    charts::line(&label, &points, U256::from(whole.0), None, ys, &xs)
}

fn table(page: &VenturePage) -> Markup {
    let (purse, silence) = (page.purse(), &page.silence);
    let places = purse.places(silence.reserve);
    let cell = |money| purse.cell(money, places);
    html! {
        div.scroll.body {
            table {
                caption.hidden { "If nothing is paid from now on" }
                thead {
                    tr {
                        th scope="col" { "After" }
                        th scope="col" { "Still in reserve" }
                        th scope="col" { "Released since now" }
                        th scope="col" { "That day’s income" }
                    }
                }
                tbody {
                    tr { th scope="row" { "now" } td { (cell(silence.reserve)) } td { (cell(Money::ZERO)) } td { (cell(silence.income_per_day)) } }
                    @for forecast in &silence.forecasts {
                        tr {
                            th scope="row" { (words::plural(u64::from(forecast.days), "day", "days")) }
                            td { (cell(forecast.reserve)) }
                            td { (cell(forecast.released)) }
                            td { (cell(forecast.income_per_day)) }
                        }
                    }
                }
            }
        }
        p.small.quiet { "In " (purse.symbol()) ", for all holders together." }
    }
}

/// From silence to the capital back.
fn ending(page: &VenturePage) -> Markup {
    let (purse, silence) = (page.purse(), &page.silence);
    let stall = &silence.stall;
    html! {
        h3 { "And the capital?" }
        @match page.overview.sale {
            Phase::Open => p { "All of it is in the Offering contract. The operator cannot touch it before the sale has succeeded." },
            Phase::Failed | Phase::WoundDown => p.words {
                (purse.amount(page.purses.capital.redeemable)) " waits to be redeemed, in proportion to the shares given back."
            },
            Phase::Active => {
                @if stall.stalled {
                    p.notice.warn.words {
                        "Since " (When::Day(stall.proved_at)) " less than " (purse.amount(stall.demand_floor))
                        " reached the holders. Anyone may wind the venture down now."
                    }
                } @else if let Some(from) = stall.wind_down_from {
                    p.words {
                        "If less than " (purse.amount(stall.demand_floor)) " reaches the holders within "
                        (words::duration(u64::from(stall.period))) ", anyone may wind the venture down: in silence, from "
                        strong { (When::Day(from)) } " on."
                    }
                }
                dl.facts.body {
                    div { dt { "Released to holders then, at once" } dd { "what is left in the reserve" } }
                    div { dt { "Capital not drawn" } dd { (purse.figure("silence.undrawn", silence.undrawn)) } }
                    div { dt { "of which the operator may still draw" } dd { (purse.figure("silence.drawable", silence.drawable)) } }
                    div.total { dt { "Given back for the shares, at least" } dd { (purse.amount(silence.undrawn.minus(silence.drawable))) } }
                }
            }
        }
    }
}
