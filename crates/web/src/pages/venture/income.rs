//! Income per day and what each day's came from; where all of it is now.

use super::{DAYS, VenturePage, by_insiders};
use crate::{
    figures::{Day, Money, Sources, days::SECONDS_PER_DAY},
    pages::{
        charts::{self, Bar, Fill},
        frame::as_of_line,
        words::{self, Purse, When},
    },
};
use maud::{Markup, html};
use usufruct_model::Timestamp;

pub fn render(page: &VenturePage) -> Markup {
    html! {
        section id="income" data-live aria-labelledby="income-title" {
            h2 id="income-title" { "Income, day by day" }
            p.lead {
                "What was paid for the service in the last 30 days, and by whom. "
                (words::percent(page.overview.holders_bps.get())) " of every bar goes to the holders."
            }
            div.body.two.wide {
                figure.card {
                    (chart(page))
                    (legend(page.purse(), &page.sources()))
                    (table(page))
                }
                div.card { (whereabouts(page)) }
            }
            (as_of_line(&page.overview.as_of))
        }
    }
}

/// Where revenue came from, best grade first.
fn parts(from: &Sources) -> [(Fill, &'static str, Money); 5] {
    [
        (Fill::Voucher, "Customers, by voucher", from.vouchers),
        (Fill::Transfer, "Customers, by transfer", from.transfers),
        (Fill::Remitted, "Brought by the operator", from.remitted),
        (Fill::SelfPaid, "Paid by operator or holders", by_insiders(from)),
        (Fill::Rest, "Cannot be told", from.unknown),
    ]
}

fn chart(page: &VenturePage) -> Markup {
    let purse = page.purse();
    let today = page.overview.as_of.now.0 / SECONDS_PER_DAY;
    let first = today.saturating_sub(DAYS - 1);
    let day_of = |number| page.days.iter().find(|day| day.number == number);
    let slots: Vec<Option<Bar>> = (0..DAYS)
        .map(|slot| first.saturating_add(slot))
        .map(|number| day_of(number).map(|day| bar(purse, day)))
        .collect();
    let largest = page.days.iter().map(|day| day.came_from.total()).max().unwrap_or_default();
    let top = Money(charts::round_up(largest.0));
    let ys = [top, Money(top.0 >> 1), Money::ZERO].map(|money| purse.axis(money));
    let date = |number: u64| When::ShortDay(Timestamp(number.saturating_mul(SECONDS_PER_DAY)));
    let xs = [html! { (date(first)) }, html! { (date(first.saturating_add(DAYS / 2))) }, html! { (date(today)) }];
    charts::bars("Income per day, the last 30 days", &slots, top.0, ys, &xs)
}

fn bar(purse: Purse<'_>, day: &Day) -> Bar {
    let total = day.came_from.total();
    let mut title = format!("{}: {}", When::ShortDay(day.from()).text(), purse.text(total));
    for (_, what, money) in parts(&day.came_from).into_iter().filter(|(.., money)| !money.is_zero() && *money != total)
    {
        title += &format!("; {} {}", what.to_lowercase(), purse.digits(money));
    }
    if !day.complete {
        title += " (so far)";
    }
    Bar { parts: parts(&day.came_from).map(|(fill, _, money)| (fill, money.0)).to_vec(), title }
}

fn legend(purse: Purse<'_>, from: &Sources) -> Markup {
    let shown = |(place, part): &(usize, (Fill, &str, Money))| *place < 2 || !part.2.is_zero();
    html! {
        ul.legend {
            @for (_, (fill, what, money)) in parts(from).into_iter().enumerate().filter(shown) {
                li { (charts::swatch(fill)) span { (what) " " span.quiet { (purse.amount(money)) } } }
            }
        }
    }
}

fn table(page: &VenturePage) -> Markup {
    let purse = page.purse();
    let largest = page.days.iter().map(|day| day.came_from.total().max(day.released)).max().unwrap_or_default();
    let places = purse.places(largest);
    let cell = |money| purse.cell(money, places);
    html! {
        details {
            summary { "The same as a table" }
            div.scroll.tall tabindex="0" role="region" aria-label="Income per day" {
                table {
                    caption { "Amounts in " (purse.symbol()) "; days in UTC, the newest first" }
                    thead {
                        tr {
                            th scope="col" { "Day" }
                            th scope="col" { "By voucher" }
                            th scope="col" { "By transfer" }
                            th scope="col" { "Operator brought" }
                            th scope="col" { "Self-paid" }
                            th scope="col" { "To the holders" }
                            th scope="col" { "Released" }
                        }
                    }
                    tbody {
                        @for day in &page.days {
                            tr {
                                th scope="row" { (When::Day(day.from())) @if !day.complete { span.quiet { ", so far" } } }
                                td { (cell(day.came_from.vouchers)) }
                                td { (cell(day.came_from.transfers)) }
                                td { (cell(day.came_from.remitted)) }
                                td { (cell(by_insiders(&day.came_from))) }
                                td { (cell(day.holders_part)) }
                                td { (cell(day.released)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// All income ever credited is in one of three places.
fn whereabouts(page: &VenturePage) -> Markup {
    let (purse, income) = (page.purse(), &page.purses.income);
    let parts = [
        (Fill::Voucher, "Paid out", income.claimed, "income.claimed"),
        (Fill::Transfer, "Released, to be claimed", income.owed, "income.owed"),
        (Fill::Remitted, "Still in the reserve", income.reserve, "income.reserve"),
    ];
    html! {
        h3 { "Where the holders’ income is" }
        @if income.credited.is_zero() {
            p.quiet { "Nothing has been earned yet." }
        } @else {
            (charts::lying_bar("Holders’ income: paid out, released, in reserve",
                &parts.map(|(fill, _, money, _)| (fill, money.0)), income.credited.0, false))
        }
        dl.facts {
            @for (fill, what, money, figure) in parts {
                div { dt.key-line { (charts::swatch(fill)) (what) } dd { (purse.figure(figure, money)) } }
            }
            div.total { dt { "All income so far" } dd { (purse.figure("income.credited", income.credited)) } }
        }
        p.small.quiet {
            "Income enters a reserve first and leaves it evenly, so that a busy day pays for quiet ones. "
            "That changes when holders are paid, never how much."
        }
    }
}
