//! Price and demand now, and the path of the price.

use super::VenturePage;
use crate::{
    figures::{ClassPrice, PricePoint, Prices},
    pages::{
        charts::{self, Point},
        words::{self, Purse, When},
    },
};
use alloy::primitives::{U256, U512};
use maud::{Markup, html};
use usufruct_model::{Timestamp, price::PriceQ64};

/// Decimals of a price beyond those of its currency.
const PRICE_DIGITS: u8 = 12;
/// Digits of a price that are shown, from its first that is not zero.
const SIGNIFICANT: usize = 4;
/// Points of a path that are drawn; of more, the highest of each stretch.
const POINTS_MAX: usize = 240;

pub fn render(page: &VenturePage) -> Markup {
    html! {
        section id="price" data-live aria-labelledby="price-title" {
            h2 id="price-title" { "Price and demand" }
            p.lead { (page.prices.as_ref().map(|prices| now(page.purse(), prices)).unwrap_or_default()) "While more is bought than the target, the price of a unit rises; when less is, it falls back to its floor, never below." }
            @match &page.prices {
                None => p.notice { "This server has no gateway beside it, so it does not know the present price. The operator’s own server does." },
                Some(prices) => (known(page.purse(), prices)),
            }
        }
    }
}

/// What the busiest class costs, in a sentence.
fn now(purse: Purse<'_>, prices: &Prices) -> Markup {
    let Some(class) = busiest(prices) else { return Markup::default() };
    html! {
        "A unit of " (words::name(&class.name)) " costs " span.words { (price(purse, prices, class.spot)) } " now"
        @if class.spot <= class.law.floor { ", its floor. " } @else { ", above its floor. " }
    }
}

fn busiest(prices: &Prices) -> Option<&ClassPrice> {
    prices.classes.iter().max_by_key(|class| class.sales)
}

fn known(purse: Purse<'_>, prices: &Prices) -> Markup {
    html! {
        div.body.two.wide {
            figure.card {
                @if let Some(class) = busiest(prices) { (path(purse, prices, class)) } @else { p.quiet { "Nothing is on sale." } }
            }
            div.card {
                @for class in &prices.classes { (facts(purse, prices, class)) }
            }
        }
        p.asof { span { "The gateway’s book, not the chain" } span { (When::Second(Timestamp(prices.at.0 / 1_000))) } }
    }
}

fn facts(purse: Purse<'_>, prices: &Prices, class: &ClassPrice) -> Markup {
    html! {
        h3 { (words::name(&class.name)) }
        dl.facts {
            div { dt { "One unit costs now" } dd { (price(purse, prices, class.spot)) } }
            div { dt { "Floor" } dd { (price(purse, prices, class.law.floor)) } }
            div { dt { "Target" } dd { (rate(class.law.target_q32)) } }
            div { dt { "Sold beyond the target" } dd { (words::count(class.excess)) } }
            div { dt { "Sold in all" } dd { (words::plural(class.sales, "sale", "sales")) ", " (words::count(class.units)) " units" } }
            div { dt { "For" } dd { (purse.amount(class.revenue)) } }
        }
    }
}

/// Units per the shortest time in which there are ten; it is no amount, so it is rounded to the nearest.
fn rate(per_second_q32: u64) -> String {
    let units = |seconds: u128| (u128::from(per_second_q32) * seconds + (1 << 31)) >> 32;
    let periods = [(1, "second"), (60, "minute"), (3_600, "hour"), (86_400, "day")];
    let (seconds, period) = periods.into_iter().find(|(seconds, _)| units(*seconds) >= 10).unwrap_or((86_400, "day"));
    format!("{} units a {period}", words::count(units(seconds)))
}

fn price(purse: Purse<'_>, prices: &Prices, price: PriceQ64) -> Markup {
    html! { (significant(scaled(prices, price), purse.0.decimals.saturating_add(PRICE_DIGITS))) " " span.unit { (purse.symbol()) } }
}

/// In 10^-12 base units, rounded down.
fn scaled(prices: &Prices, price: PriceQ64) -> U256 {
    let product = U512::from(price.0) * U512::from(prices.unit) * U512::from(words::power_of_ten(PRICE_DIGITS));
    U256::saturating_from(product >> 64_usize)
}

/// The first digits of `amount / 10^decimals` that say something, cut.
fn significant(amount: U256, decimals: u8) -> String {
    let digits = amount.to_string().len();
    let beyond = usize::from(decimals).saturating_sub(digits.saturating_sub(SIGNIFICANT));
    let places = u8::try_from(beyond).unwrap_or(decimals).min(decimals);
    let text = words::cut(amount, decimals, places);
    match text.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        Some(_) => text.trim_end_matches('0').to_owned(),
        None => text,
    }
}

fn path(purse: Purse<'_>, prices: &Prices, class: &ClassPrice) -> Markup {
    let sales: Vec<&PricePoint> = prices.path.iter().filter(|point| point.class == class.name).collect();
    let (Some(first), Some(last)) = (sales.first(), sales.last()) else {
        return html! {
            h3 { "The path of the price" }
            p.quiet { "Nothing has been sold yet. The price stands at its floor." }
        };
    };
    let decimals = purse.0.decimals.saturating_add(PRICE_DIGITS);
    let top = charts::round_up(sales.iter().map(|point| scaled(prices, point.spot)).max().unwrap_or_default());
    let ys = [top, top >> 1, U256::ZERO].map(|amount| significant(amount, decimals));
    let span = last.at.0.saturating_sub(first.at.0);
    let at =
        |point: &PricePoint| if span < 172_800_000 { When::Second(second(point)) } else { When::Day(second(point)) };
    let xs = [html! { (at(first)) }, html! { (at(last)) }];
    let label = format!("Price of a unit of {} over the last {} sales", words::plain_name(&class.name), sales.len());
    html! {
        h3 { "The path of the price, over the last " (words::plural(u64::try_from(sales.len()).unwrap_or(u64::MAX), "sale", "sales")) }
        (charts::line(&label, &points(prices, &sales), top, Some(scaled(prices, class.law.floor)), ys, &xs))
        p.small.quiet { "In " (purse.symbol()) " for one unit; the dashed line is the floor." }
    }
}

fn second(point: &PricePoint) -> Timestamp {
    Timestamp(point.at.0 / 1_000)
}

/// By sale, not by time: between sales the price falls by its law, and nobody paid it. Of each stretch the highest.
fn points(prices: &Prices, sales: &[&PricePoint]) -> Vec<Point> {
    let stretch = sales.len().div_ceil(POINTS_MAX).max(1);
    let highest = sales.chunks(stretch).filter_map(|some| some.iter().max_by_key(|point| point.spot));
    let amounts: Vec<U256> = highest.map(|point| scaled(prices, point.spot)).collect();
    if let [amount] = *amounts.as_slice() {
        // A single sale is a level line.
        return vec![Point { along: 0, amount }, Point { along: 1_000, amount }];
    }
    let last = amounts.len().saturating_sub(1).max(1);
    let along = |place: usize| u32::try_from(place * 1_000 / last).unwrap_or(1_000);
    amounts.into_iter().enumerate().map(|(place, amount)| Point { along: along(place), amount }).collect()
}
