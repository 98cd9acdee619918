//! The price path and every charge, recomputed from the log alone.
//!
//! A sale says which demand its quote saw (`quoted_after`, `quoted_at`). So the whole chain of reasoning can be walked
//! again: sales move the demand, the demand makes the quotes, the quotes and the units make the charges.

use std::collections::HashMap;

use futures_util::TryStreamExt;
use sqlx::{SqlitePool, sqlite::SqliteRow};
use usufruct_model::price::{Demand, Excess, Millis, PriceQ64};
use usufruct_protocol::x402::EXACT;

use super::{
    BookFault,
    rows::{self, Cells, ClassRow},
};

/// Differences that are reported; beyond them only their number counts.
const DISCREPANCIES_MAX: usize = 100;

/// What came out of walking the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookAudit {
    pub sales: u64,
    /// Base units.
    pub revenue: u128,
    /// The first hundred differences; none means that the log, the prices, the charges and the sums agree.
    pub discrepancies: Vec<Discrepancy>,
}

/// Two figures that should be equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discrepancy {
    /// The sale, or 0 for a sum.
    pub seq: u64,
    pub what: &'static str,
    pub recorded: u128,
    pub recomputed: u128,
}

struct Walk {
    found: BookAudit,
    classes: HashMap<i64, Class>,
}

/// A class as the log so far makes it.
struct Class {
    recorded: ClassRow,
    present: Demand,
    /// The demand after each sale: quotes refer to them.
    after: HashMap<u64, Demand>,
    sales: u64,
    units: u128,
    revenue: u128,
}

pub(super) async fn audit(db: &SqlitePool) -> Result<BookAudit, BookFault> {
    // One snapshot: the sums and the log must be of the same moment.
    let mut db = db.begin().await.map_err(BookFault::of("begin the audit"))?;
    let classes = rows::classes(&mut *db).await?.into_iter().map(|recorded| (recorded.row, Class::new(recorded)));
    let mut walk = Walk { found: BookAudit::default(), classes: classes.collect() };
    {
        let mut sales = sqlx::query("SELECT * FROM sales ORDER BY seq").fetch(&mut *db);
        while let Some(row) = sales.try_next().await.map_err(BookFault::of("read the sales"))? {
            walk.sale(&row)?;
        }
    }
    walk.sums();
    Ok(walk.found)
}

impl Class {
    fn new(recorded: ClassRow) -> Self {
        let after = HashMap::from([(0, Demand::default())]);
        Self { recorded, present: Demand::default(), after, sales: 0, units: 0, revenue: 0 }
    }
}

impl Walk {
    fn sale(&mut self, row: &SqliteRow) -> Result<(), BookFault> {
        let cells = Cells { row, table: "sales" };
        let seq: u64 = cells.number("seq")?;
        let (units, charged, quoted): (u64, u128, u128) =
            (cells.number("units")?, cells.decimal("charged")?, cells.decimal("quoted")?);
        let quoted_at = Millis(cells.number("quoted_at")?);
        let id: i64 = cells.get("class")?;
        self.found.sales += 1;
        self.found.revenue = self.found.revenue.saturating_add(charged);
        self.equal(seq, "seq", u128::from(seq), u128::from(self.found.sales));

        let class = self.classes.get_mut(&id).ok_or_else(|| cells.bad("class"))?;
        let (price, cash_unit) = (class.recorded.price, class.recorded.cash_unit);
        let seen = class.after.get(&cells.number("quoted_after")?).ok_or_else(|| cells.bad("quoted_after"))?;
        let at_quote = seen.at(&price, quoted_at);
        let amount = at_quote.cost_up(&price, class.recorded.units_max).0.saturating_mul(cash_unit);
        let cost = match cells.get::<&str>("scheme")? {
            // A signed transfer pays the quoted maximum, whatever is used.
            EXACT => amount,
            _ => at_quote.cost_up(&price, units).0.saturating_mul(cash_unit).min(amount),
        };
        (class.present, _) = class.present.sell(&price, units, Millis(cells.number("at")?));
        class.after.insert(seq, class.present);
        class.sales += 1;
        class.units = class.units.saturating_add(u128::from(units));
        class.revenue = class.revenue.saturating_add(charged);
        let (excess, PriceQ64(spot)) = (class.present.excess(), class.present.spot_down(&price));

        self.equal(seq, "quoted_excess", cells.decimal("quoted_excess")?, at_quote.excess().0);
        self.equal(seq, "quoted", quoted, amount);
        self.equal(seq, "charged", charged, cost);
        self.equal(seq, "excess", cells.decimal("excess")?, excess.0);
        self.equal(seq, "spot_q64", cells.decimal("spot_q64")?, spot);
        Ok(())
    }

    fn sums(&mut self) {
        let mut sums = Vec::new();
        for class in self.classes.values() {
            let Excess(excess) = class.present.excess();
            let (at, last) = (class.recorded.seen.demand.last(), class.present.last());
            sums.push(("class excess_at", u128::from(at.0), u128::from(last.0)));
            sums.push(("class excess", class.recorded.seen.demand.excess().0, excess));
            sums.push(("class sales", u128::from(class.recorded.sales), u128::from(class.sales)));
            sums.push(("class units", class.recorded.units, class.units));
            sums.push(("class revenue", class.recorded.revenue, class.revenue));
        }
        for (what, recorded, recomputed) in sums {
            self.equal(0, what, recorded, recomputed);
        }
    }

    fn equal(&mut self, seq: u64, what: &'static str, recorded: u128, recomputed: u128) {
        if recorded != recomputed && self.found.discrepancies.len() < DISCREPANCIES_MAX {
            self.found.discrepancies.push(Discrepancy { seq, what, recorded, recomputed });
        }
    }
}
