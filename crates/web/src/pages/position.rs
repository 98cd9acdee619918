//! One address's position: what it is owed now, what it received, how that came to be, and the claim.

use super::{
    charts::{self, Bar, Fill},
    frame::{Frame, as_of_line, position_path, stale, venture_path},
    venture::{DAYS, ask},
    words::{self, Purse, When},
};
use crate::figures::{Entry, Happening, Money, Overview, Position, days::SECONDS_PER_DAY};
use alloy::{primitives::Address, sol_types::SolCall};
use maud::{Markup, html};
use usufruct_model::{Timestamp, share::Phase};
use usufruct_protocol::bindings::Share;

/// Entries on one page.
pub const ENTRIES: u64 = 25;

#[derive(Clone, Debug)]
pub struct PositionPage {
    pub overview: Overview,
    pub position: Position,
    /// Offset of the first entry shown.
    pub offset: u64,
    /// Where a wallet that does not know the chain can reach it.
    pub rpc: Option<String>,
}

impl PositionPage {
    pub fn render(&self) -> Markup {
        let name = words::plain_name(&self.overview.terms.name);
        let share = self.overview.at.purses.share;
        let address = self.position.address.to_checksum(None);
        let body = html! {
            div.frame id="page" data-venture=(share) data-block=(self.position.as_of.number) data-hash=(self.position.as_of.hash) {
                div id="stale" data-live { (stale(&self.position.as_of)) }
                div.hero.slim {
                    p.state { a href=(venture_path(share)) { (words::name(&name)) } }
                    h1 { "Position" }
                    p.address.whole { (address) " " button.copy.scripted-only type="button" data-copy-text=(address) aria-label="Copy the address" { "Copy" } }
                }
                div.two.wide {
                    (self.owed())
                    div.card id="holding" data-live { (self.holding()) }
                }
                (self.earned())
                (self.history())
                section aria-label="Another position" { (ask(&self.overview, None)) }
            }
        };
        let title = format!("Position in {name}");
        let about = format!("What {address} holds of {name}, is owed, and received.");
        Frame { title: &title, about: &about, venture: Some((&name, share)), as_of: Some(self.position.as_of) }
            .around(&body)
    }

    fn purse(&self) -> Purse<'_> {
        Purse(&self.overview.currency)
    }

    fn owed(&self) -> Markup {
        let (purse, position) = (self.purse(), &self.position);
        let later = position.accrued.minus(position.owed);
        html! {
            div.card.owed {
                div id="owed" data-live {
                    h2.label { "Owed now" }
                    p.big { (purse.exact_figure("position.owed", position.owed)) }
                    p.quiet {
                        @if position.owed.is_zero() && later.is_zero() { "There is nothing to claim at the moment." }
                        @else if later.is_zero() { "A claim pays exactly this. It never expires." }
                        @else {
                            "A claim pays exactly this. With what a release now would add it is "
                            (purse.exact_figure("position.accrued", position.accrued)) "; anyone may trigger one, the venture’s keeper does it regularly."
                        }
                    }
                    (as_of_line(&position.as_of))
                }
                (self.claim())
            }
        }
    }

    /// All that the script needs to claim, and it accepts nothing else: the chain, the contract, the holder, the two calls.
    fn claim(&self) -> Markup {
        let (overview, holder) = (&self.overview, self.position.address);
        let owed = Share::owedCall { holder }.abi_encode();
        html! {
            div.claim data-claim
                data-chain=(overview.at.chain_id)
                data-share=(overview.at.purses.share)
                data-holder=(holder.to_checksum(None))
                data-call=(alloy::hex::encode_prefixed(Share::claimCall {}.abi_encode()))
                data-owed-call=(alloy::hex::encode_prefixed(owed))
                data-unit=(self.cash_unit())
                data-decimals=(overview.currency.decimals)
                data-symbol=(words::plain_name(&overview.currency.symbol))
                data-name=(words::plain_name(&overview.terms.name))
                data-rpc=[self.rpc.as_deref()]
            {
                div.scripted-only {
                    div.buttons { button type="button" data-claim-start { "Claim with your wallet" } }
                    div.notice data-claim-says role="status" aria-live="polite" hidden {}
                    div.wallets data-claim-wallets role="group" aria-label="Wallets" hidden {}
                    div.buttons data-claim-choices hidden {}
                }
                div.unscripted-only {
                    p.notice {
                        "Claiming from here needs JavaScript. Without it, call " code { "claim()" } " on the Share at "
                        code { (overview.at.purses.share) } " from this address."
                    }
                }
            }
        }
    }

    /// Currency base units per cash unit, in which the contract answers.
    fn cash_unit(&self) -> String {
        words::power_of_ten(self.overview.currency.decimals.saturating_sub(6)).to_string()
    }

    fn holding(&self) -> Markup {
        let (purse, position, overview) = (self.purse(), &self.position, &self.overview);
        html! {
            h3 { "Holding" }
            dl.facts {
                div { dt { "Shares" } dd { data data-figure="position.balance" value=(position.balance) { (words::shares(position.balance, overview.terms.decimals)) } } }
                div { dt { "Part of all shares" } dd { (words::measured_percent(position.share_bps)) } }
                div { dt { "Received so far" } dd { (purse.figure("position.received", position.received)) } }
                div.total { dt { "Earned in all" } dd { (purse.amount(position.received.plus(position.owed))) } }
                @if let Some(payee) = position.payee { div { dt { "May be paid out to" } dd { (words::short_address(payee)) } } }
            }
            @if position.is_operator { p.notice { "This address is, or was, the venture’s operator." } }
            @if overview.income == Phase::Selling { p.small.quiet { "Income begins to be released when the sale is over." } }
        }
    }

    fn earned(&self) -> Markup {
        let position = &self.position;
        html! {
            section id="earned" data-live aria-labelledby="earned-title" {
                h2 id="earned-title" { "Earned, day by day" }
                @if position.earned.is_empty() {
                    p.lead { "Nothing yet." }
                } @else {
                    p.lead { "Income released while this address held shares, in the last 30 days." }
                    figure.card.body { (self.earned_chart()) }
                }
            }
        }
    }

    fn earned_chart(&self) -> Markup {
        let (purse, position) = (self.purse(), &self.position);
        let today = position.as_of.now.0 / SECONDS_PER_DAY;
        let first = today.saturating_sub(DAYS - 1);
        let shown = || position.earned.iter().filter(|day| day.day >= first);
        let date = |day: u64| When::ShortDay(Timestamp(day.saturating_mul(SECONDS_PER_DAY)));
        let bars: Vec<Option<Bar>> = (0..DAYS)
            .map(|slot| {
                let day = first.saturating_add(slot);
                let amount = shown().find(|earned| earned.day == day)?.amount;
                let title = format!("{}: {}", date(day).text(), purse.text(amount));
                Some(Bar { parts: vec![(Fill::Voucher, amount.0)], title })
            })
            .collect();
        let top = Money(charts::round_up(shown().map(|day| day.amount).max().unwrap_or_default().0));
        let ys = [top, Money(top.0 >> 1), Money::ZERO].map(|money| purse.axis(money));
        let xs = [first, first.saturating_add(DAYS / 2), today].map(|day| html! { (date(day)) });
        charts::bars("Earned per day, the last 30 days", &bars, top.0, ys, &xs)
    }

    fn history(&self) -> Markup {
        let (position, share) = (&self.position, self.overview.at.purses.share);
        let statement =
            format!("/api/v1/ventures/{share}/positions/{}/statement.csv", position.address.to_checksum(None));
        let page = |offset: u64| format!("{}&offset={offset}", position_path(share, position.address));
        html! {
            section id="history" data-live aria-labelledby="history-title" {
                h2 id="history-title" { "History" }
                @if position.entries.is_empty() {
                    p.lead { "This address has not touched the venture yet." }
                } @else {
                    p.lead { "Everything that changed this position, the newest first." }
                    div.body.card {
                        div.scroll tabindex="0" role="region" aria-label="History" { (self.entries()) }
                        @if self.offset > 0 || position.next.is_some() {
                            div.buttons {
                                @if self.offset > 0 { a.button.plain href=(page(self.offset.saturating_sub(ENTRIES))) { "Newer" } }
                                @if let Some(next) = position.next { a.button.plain href=(page(next)) { "Older" } }
                            }
                        }
                    }
                }
                div.buttons { a.button.plain href=(statement) download { "Download the statement (CSV)" } }
                p.small.quiet.after { "One row for each purchase, transfer, redemption and claim, in the columns that tax tools read." }
            }
        }
    }

    fn entries(&self) -> Markup {
        html! {
            table {
                caption.hidden { "What happened to this position" }
                thead { tr { th scope="col" { "When" } th.left scope="col" { "What" } th scope="col" { "Shares" } th scope="col" { "Amount" } th scope="col" { "Block" } } }
                tbody { @for entry in &self.position.entries { (self.entry(entry)) } }
            }
        }
    }

    fn entry(&self, entry: &Entry) -> Markup {
        let (purse, decimals) = (self.purse(), self.overview.terms.decimals);
        let (what, shares, money) = words_of(entry.what, self.position.address);
        html! {
            tr {
                th scope="row" { (When::Day(entry.at)) }
                td.left { (what) }
                td { @if let Some((sign, shares)) = shares { (sign) (words::shares(shares, decimals)) } }
                td { @if let Some(money) = money { (purse.amount(money)) } }
                td.quiet title=(entry.transaction) { (words::count(entry.block)) }
            }
        }
    }
}

type Told = (Markup, Option<(&'static str, usufruct_model::Shares)>, Option<Money>);

fn words_of(what: Happening, me: Address) -> Told {
    let other =
        |address: Address| html! { @if address != me { (words::short_address(address)) } @else { "this address" } };
    match what {
        Happening::Bought { shares, cost, buyer } if buyer == me => {
            (html! { "Bought shares" }, Some(("+", shares)), Some(cost))
        }
        Happening::Bought { shares, cost, buyer } => {
            (html! { "Shares bought by " (other(buyer)) }, Some(("+", shares)), Some(cost))
        }
        Happening::Gave { shares, cost, to } => {
            (html! { "Bought shares for " (other(to)) }, Some(("", shares)), Some(cost))
        }
        Happening::Received { shares, from } => {
            (html! { "Received shares from " (other(from)) }, Some(("+", shares)), None)
        }
        Happening::Sent { shares, to } => (html! { "Sent shares to " (other(to)) }, Some(("−", shares)), None),
        Happening::Redeemed { shares, amount } => {
            (html! { "Gave shares back for capital" }, Some(("−", shares)), Some(amount))
        }
        Happening::Claimed { amount, to } if to == me => (html! { "Income paid out" }, None, Some(amount)),
        Happening::Claimed { amount, to } => (html! { "Income paid out to " (other(to)) }, None, Some(amount)),
        Happening::NamedPayee { payee: Some(payee) } => {
            (html! { "Named " (other(payee)) " to be paid in its place" }, None, None)
        }
        Happening::NamedPayee { payee: None } => (html! { "Named nobody to be paid in its place" }, None, None),
    }
}
