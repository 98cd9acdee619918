//! The page of a venture, in the order in which a holder cares.

mod customers;
mod deal;
mod hero;
mod holders;
mod income;
mod price;
mod purses;
mod silence;
mod verify;

pub use hero::ask;

use super::{
    frame::{Frame, stale},
    words::{self, Purse},
};
use crate::figures::{Customers, Day, HolderPage, Money, Overview, Prices, Purses, Silence, Sources};
use alloy::primitives::{U256, U512};
use maud::{Markup, html};
use usufruct_model::{Shares, Venture};

/// Days of income that are drawn and added up.
pub const DAYS: u64 = 30;
/// The largest customers and holders that are listed.
pub const CUSTOMERS_LISTED: usize = 5;
pub const HOLDERS_LISTED: u64 = 10;

/// Everything that the page shows, all of one reading but for the prices, which are the gateway's.
#[derive(Clone, Debug)]
pub struct VenturePage {
    pub overview: Overview,
    pub purses: Purses,
    pub silence: Silence,
    /// At most [`DAYS`], the newest first.
    pub days: Vec<Day>,
    pub customers: Customers,
    pub holders: HolderPage,
    /// None where no gateway is beside the server.
    pub prices: Option<Prices>,
    /// What a whole share that was held from the beginning has earned.
    pub earned_per_share: Money,
    /// Where a wallet or an auditor reaches the chain, if the server was told.
    pub rpc: Option<String>,
}

impl VenturePage {
    pub fn render(&self) -> Markup {
        let terms = &self.overview.terms;
        let name = words::plain_name(&terms.name);
        let body = html! {
            div.frame {
                div id="stale" data-live { (stale(&self.overview.as_of)) }
                (hero::render(self))
                (income::render(self))
                (silence::render(self))
                (price::render(self))
                (customers::render(self))
                (purses::render(self))
                (holders::render(self))
                (deal::render(self))
                (verify::render(self))
            }
        };
        let share = self.overview.at.purses.share;
        let about = format!("What {name} earns, what its holders receive, and what happens if customers stop.");
        let title = format!("{name} · income for its holders");
        Frame { title: &title, about: &about, venture: Some((&name, share)), as_of: Some(self.overview.as_of) }
            .around(&html! { div id="page" data-venture=(share) data-block=(self.overview.as_of.number) data-hash=(self.overview.as_of.hash) { (body) } })
    }

    fn purse(&self) -> Purse<'_> {
        Purse(&self.overview.currency)
    }

    /// The sources of the days that are shown, together.
    fn sources(&self) -> Sources {
        let sum = |part: fn(&Sources) -> Money| self.days.iter().map(|day| part(&day.came_from)).sum();
        Sources {
            vouchers: sum(|from| from.vouchers),
            transfers: sum(|from| from.transfers),
            remitted: sum(|from| from.remitted),
            operator: sum(|from| from.operator),
            holders: sum(|from| from.holders),
            unknown: sum(|from| from.unknown),
        }
    }
}

/// What customers paid, without those who have an interest in the venture.
fn by_customers(from: &Sources) -> Money {
    from.vouchers.plus(from.transfers)
}

/// What the operator and holders paid themselves.
fn by_insiders(from: &Sources) -> Money {
    from.operator.plus(from.holders)
}

/// What a whole share that was held from the beginning has earned by now, rounded down.
pub fn earned_per_share(venture: &Venture) -> Money {
    let share_unit = U512::from(words::power_of_ten(venture.terms.decimals));
    let cash_q128 = U512::from(venture.books.share.index.get()) * share_unit;
    let base = (cash_q128 >> 128_usize) * U512::from(venture.unit);
    Money(U256::saturating_from(base))
}

/// What `shares` cost in the sale.
fn cost_of(overview: &Overview, shares: Shares) -> Money {
    let unit = U512::from(words::power_of_ten(overview.terms.decimals));
    let cost = U512::from(overview.price_per_share.0) * U512::from(shares.0) / unit;
    Money(U256::saturating_from(cost))
}
