//! Rows and what they mean. The only SQL besides the schema.

use std::num::NonZeroU64;

use alloy::primitives::{Address, B256};
use bytes::Bytes;
use serde_json::json;
use sqlx::{Row, SqliteConnection, SqlitePool, sqlite::SqliteRow};
use usufruct_model::price::{Demand, Excess, Millis, PriceClass, PriceQ64};
use usufruct_protocol::{
    escrow::ChannelReading,
    x402::{BATCH_SETTLEMENT, EXACT, batch::ChannelConfig},
};

use super::{BookFault, ClassState, Image, PaidBy, Sale, SaleLine, StoredAnswer, same_class};
use crate::{
    channel::{Channel, Served, SignedTotal},
    config::GatewayConfig,
    quote::Seen,
};

/// Answers to single transfers that keep their bodies. Channels keep one each.
const TRANSFER_ANSWERS_KEPT: i64 = 10_000;

/// A price class as the log knows it: never changed, only succeeded by one with another price.
pub(super) struct ClassRow {
    pub row: i64,
    pub name: String,
    pub price: PriceClass,
    pub units_max: u64,
    pub cash_unit: u128,
    pub seen: Seen,
    pub sales: u64,
    pub units: u128,
    pub revenue: u128,
}

/// Makes sure that each configured class has a row.
pub(super) async fn register_classes(db: &mut SqliteConnection, config: &GatewayConfig) -> Result<(), BookFault> {
    for class in &config.classes {
        sqlx::query(
            "INSERT INTO classes (name, floor_q64, target_q32, sensitivity, units_max, cash_unit,
                                  excess, excess_at, last_sale, sales, units, revenue)
             VALUES (?, ?, ?, ?, ?, ?, '0', 0, 0, 0, '0', '0') ON CONFLICT DO NOTHING",
        )
        .bind(&class.name)
        .bind(class.price.floor.0.to_string())
        .bind(class.price.target_q32.to_string())
        .bind(class.price.sensitivity.to_string())
        .bind(class.units_max.to_string())
        .bind(config.asset.cash_unit.to_string())
        .execute(&mut *db)
        .await
        .map_err(BookFault::of("register the price classes"))?;
    }
    Ok(())
}

/// Everything that is kept in memory.
pub(super) async fn load(db: &mut SqliteConnection, config: &GatewayConfig) -> Result<Image, BookFault> {
    let rows = classes(&mut *db).await?;
    let mut classes = Vec::with_capacity(config.classes.len());
    for class in &config.classes {
        let row = rows.iter().find(|row| same_class(row, class, config.asset.cash_unit));
        let row = row.ok_or_else(|| BookFault::Row { table: "classes", what: format!("{} is missing", class.name) })?;
        let ClassRow { row, ref name, price, seen, sales, units, revenue, .. } = *row;
        classes.push(ClassState { row, name: name.clone(), price, seen, sales, units, revenue });
    }
    let last = sqlx::query("SELECT coalesce(max(seq), 0) FROM sales").fetch_one(&mut *db).await;
    let last = last.map_err(BookFault::of("find the last sale"))?;
    let last_sale = Cells { row: &last, table: "sales" }.number(0)?;
    let rows = sqlx::query("SELECT * FROM channels").fetch_all(&mut *db).await;
    let rows = rows.map_err(BookFault::of("read the channels"))?;
    let channels =
        rows.iter().map(|row| channel(row).map(|channel| (channel.id, channel))).collect::<Result<_, _>>()?;
    Ok(Image { channels, classes, last_sale })
}

pub(super) async fn classes(db: impl sqlx::SqliteExecutor<'_>) -> Result<Vec<ClassRow>, BookFault> {
    let rows = sqlx::query("SELECT * FROM classes ORDER BY id").fetch_all(db).await;
    let rows = rows.map_err(BookFault::of("read the price classes"))?;
    rows.iter().map(class).collect()
}

fn class(row: &SqliteRow) -> Result<ClassRow, BookFault> {
    let cells = Cells { row, table: "classes" };
    let sensitivity: u64 = cells.decimal("sensitivity")?;
    let price = PriceClass {
        floor: PriceQ64(cells.decimal("floor_q64")?),
        target_q32: cells.decimal("target_q32")?,
        sensitivity: NonZeroU64::new(sensitivity).ok_or_else(|| cells.bad("sensitivity is 0"))?,
    };
    let demand = Demand::new(Excess(cells.decimal("excess")?), Millis(cells.number("excess_at")?));
    Ok(ClassRow {
        row: cells.get("id")?,
        name: cells.get("name")?,
        price,
        units_max: cells.decimal("units_max")?,
        cash_unit: cells.decimal("cash_unit")?,
        seen: Seen { demand, after: cells.number("last_sale")? },
        sales: cells.number("sales")?,
        units: cells.decimal("units")?,
        revenue: cells.decimal("revenue")?,
    })
}

fn channel(row: &SqliteRow) -> Result<Channel, BookFault> {
    let cells = Cells { row, table: "channels" };
    let delay: u64 = cells.number("withdraw_delay")?;
    Ok(Channel {
        id: cells.hash("id")?,
        config: ChannelConfig {
            payer: cells.address("payer")?,
            payer_authorizer: cells.address("payer_authorizer")?,
            receiver: cells.address("receiver")?,
            receiver_authorizer: cells.address("receiver_authorizer")?,
            token: cells.address("token")?,
            withdraw_delay: u32::try_from(delay).map_err(|_| cells.bad("withdraw_delay"))?,
            salt: cells.hash("salt")?,
        },
        charged: cells.decimal("charged")?,
        newest: Some(SignedTotal {
            max_claimable: cells.decimal("signed_max")?,
            signature: cells.get::<Vec<u8>>("signature")?.into(),
        }),
        chain: ChannelReading {
            balance: cells.decimal("balance")?,
            total_claimed: cells.decimal("total_claimed")?,
            withdrawal: None,
            refund_nonce: cells.number("refund_nonce")?,
        },
        // What the chain says now is not known: it is asked before the channel is used.
        read_at: None,
        last: Some(Served { payment: cells.hash("last_payment")?, request: cells.hash("last_request")? }),
    })
}

/// Writes a sale and all that follows from it. `after` is the class after it.
pub(super) async fn insert_sale(db: &mut SqliteConnection, sale: &Sale, after: &ClassState) -> Result<(), BookFault> {
    let (payment, scheme) = match &sale.paid_by {
        PaidBy::Channel(channel) => (channel.id, BATCH_SETTLEMENT),
        PaidBy::Transfer { payment, .. } => (*payment, EXACT),
    };
    let seq = integer(after.seen.after, "seq")?;
    sqlx::query(
        "INSERT INTO sales (seq, class, at, payer, payment, scheme, units, quoted_at, quoted_after, quoted_excess,
                            quoted, charged, excess, spot_q64)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(seq)
    .bind(after.row)
    .bind(integer(after.seen.demand.last().0, "at")?)
    .bind(sale.payer.as_slice())
    .bind(payment.as_slice())
    .bind(scheme)
    .bind(integer(sale.units, "units")?)
    .bind(integer(sale.quote.demand.last().0, "quoted_at")?)
    .bind(integer(sale.quote.after, "quoted_after")?)
    .bind(sale.quote.demand.excess().0.to_string())
    .bind(sale.quote.amount.to_string())
    .bind(sale.charged.to_string())
    .bind(after.seen.demand.excess().0.to_string())
    .bind(after.seen.demand.spot_down(&after.price).0.to_string())
    .execute(&mut *db)
    .await
    .map_err(BookFault::of("record a sale"))?;
    upsert_answer(db, payment, &sale.answer).await?;
    match &sale.paid_by {
        PaidBy::Channel(channel) => upsert_channel(db, channel).await,
        PaidBy::Transfer { payment, request } => insert_transfer(db, *payment, *request, seq).await,
    }
}

async fn upsert_answer(db: &mut SqliteConnection, payment: B256, answer: &StoredAnswer) -> Result<(), BookFault> {
    sqlx::query("INSERT OR REPLACE INTO answers (payment, receipt, status, headers, body) VALUES (?, ?, ?, ?, ?)")
        .bind(payment.as_slice())
        .bind(&answer.receipt)
        .bind(i64::from(answer.status))
        .bind(json!(answer.headers).to_string())
        .bind(answer.body.as_deref())
        .execute(db)
        .await
        .map_err(BookFault::of("keep an answer"))?;
    Ok(())
}

async fn upsert_channel(db: &mut SqliteConnection, channel: &Channel) -> Result<(), BookFault> {
    let (Some(newest), Some(last)) = (&channel.newest, channel.last) else {
        return Err(BookFault::Row { table: "channels", what: "a charged channel has a voucher".to_owned() });
    };
    sqlx::query(
        "INSERT INTO channels (id, payer, payer_authorizer, receiver, receiver_authorizer, token, withdraw_delay, salt,
                               charged, signed_max, signature, balance, total_claimed, refund_nonce,
                               last_payment, last_request)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET charged = excluded.charged, signed_max = excluded.signed_max,
             signature = excluded.signature, balance = excluded.balance, total_claimed = excluded.total_claimed,
             refund_nonce = excluded.refund_nonce, last_payment = excluded.last_payment,
             last_request = excluded.last_request",
    )
    .bind(channel.id.as_slice())
    .bind(channel.config.payer.as_slice())
    .bind(channel.config.payer_authorizer.as_slice())
    .bind(channel.config.receiver.as_slice())
    .bind(channel.config.receiver_authorizer.as_slice())
    .bind(channel.config.token.as_slice())
    .bind(i64::from(channel.config.withdraw_delay))
    .bind(channel.config.salt.as_slice())
    .bind(channel.charged.to_string())
    .bind(newest.max_claimable.to_string())
    .bind(newest.signature.as_ref())
    .bind(channel.chain.balance.to_string())
    .bind(channel.chain.total_claimed.to_string())
    .bind(integer(channel.chain.refund_nonce, "refund_nonce")?)
    .bind(last.payment.as_slice())
    .bind(last.request.as_slice())
    .execute(db)
    .await
    .map_err(BookFault::of("record a channel"))?;
    Ok(())
}

async fn insert_transfer(db: &mut SqliteConnection, payment: B256, request: B256, sale: i64) -> Result<(), BookFault> {
    let inserted = sqlx::query("INSERT INTO transfers (payment, sale, request) VALUES (?, ?, ?)")
        .bind(payment.as_slice())
        .bind(sale)
        .bind(request.as_slice())
        .execute(&mut *db)
        .await
        .map_err(BookFault::of("record a transfer"))?;
    // That a transfer has been used is kept for ever; what it bought, for a while.
    sqlx::query(
        "UPDATE answers SET body = NULL, headers = '[]'
         WHERE payment = (SELECT payment FROM transfers WHERE id = ?)",
    )
    .bind(inserted.last_insert_rowid() - TRANSFER_ANSWERS_KEPT)
    .execute(db)
    .await
    .map_err(BookFault::of("forget an old answer"))?;
    Ok(())
}

pub(super) async fn update_class(db: &mut SqliteConnection, class: &ClassState) -> Result<(), BookFault> {
    sqlx::query(
        "UPDATE classes SET excess = ?, excess_at = ?, last_sale = ?, sales = ?, units = ?, revenue = ? WHERE id = ?",
    )
    .bind(class.seen.demand.excess().0.to_string())
    .bind(integer(class.seen.demand.last().0, "excess_at")?)
    .bind(integer(class.seen.after, "last_sale")?)
    .bind(integer(class.sales, "sales")?)
    .bind(class.units.to_string())
    .bind(class.revenue.to_string())
    .bind(class.row)
    .execute(db)
    .await
    .map_err(BookFault::of("record the demand"))?;
    Ok(())
}

pub(super) async fn update_claimed(db: &mut SqliteConnection, id: B256, total: u128) -> Result<(), BookFault> {
    sqlx::query("UPDATE channels SET total_claimed = ? WHERE id = ?")
        .bind(total.to_string())
        .bind(id.as_slice())
        .execute(db)
        .await
        .map_err(BookFault::of("note a claim"))?;
    Ok(())
}

pub(super) async fn answer(db: &SqlitePool, payment: B256) -> Result<Option<StoredAnswer>, BookFault> {
    let row = sqlx::query("SELECT * FROM answers WHERE payment = ?").bind(payment.as_slice()).fetch_optional(db).await;
    let Some(row) = row.map_err(BookFault::of("find an answer"))? else { return Ok(None) };
    let cells = Cells { row: &row, table: "answers" };
    let headers: String = cells.get("headers")?;
    let status: u64 = cells.number("status")?;
    Ok(Some(StoredAnswer {
        receipt: cells.get("receipt")?,
        status: u16::try_from(status).map_err(|_| cells.bad("status"))?,
        headers: serde_json::from_str(&headers).map_err(|_| cells.bad("headers"))?,
        body: cells.get::<Option<Vec<u8>>>("body")?.map(Bytes::from),
    }))
}

pub(super) async fn transfer(db: &SqlitePool, payment: B256) -> Result<Option<B256>, BookFault> {
    let row = sqlx::query("SELECT request FROM transfers WHERE payment = ?").bind(payment.as_slice());
    let row = row.fetch_optional(db).await.map_err(BookFault::of("find a transfer"))?;
    row.map(|row| Cells { row: &row, table: "transfers" }.hash("request")).transpose()
}

pub(super) async fn sales(db: &SqlitePool, after: u64, limit: u32) -> Result<Vec<SaleLine>, BookFault> {
    let rows = sqlx::query(
        "SELECT sales.*, classes.name FROM sales JOIN classes ON classes.id = sales.class
         WHERE seq > ? ORDER BY seq LIMIT ?",
    )
    .bind(integer(after, "seq")?)
    .bind(i64::from(limit))
    .fetch_all(db)
    .await
    .map_err(BookFault::of("read the sales"))?;
    rows.iter().map(sale_line).collect()
}

fn sale_line(row: &SqliteRow) -> Result<SaleLine, BookFault> {
    let cells = Cells { row, table: "sales" };
    let quoted_at = Millis(cells.number("quoted_at")?);
    Ok(SaleLine {
        seq: cells.number("seq")?,
        class: cells.get("name")?,
        at: Millis(cells.number("at")?),
        payer: cells.address("payer")?,
        payment: cells.hash("payment")?,
        scheme: cells.get("scheme")?,
        units: cells.number("units")?,
        quoted_at,
        quoted_excess_units: Demand::new(Excess(cells.decimal("quoted_excess")?), quoted_at).excess_units(),
        quoted: cells.decimal("quoted")?,
        charged: cells.decimal("charged")?,
        spot: PriceQ64(cells.decimal("spot_q64")?),
    })
}

/// SQLite's integers are signed.
fn integer(number: u64, what: &'static str) -> Result<i64, BookFault> {
    i64::try_from(number).map_err(|_| BookFault::TooLarge(what))
}

/// A row, with errors that say where.
pub(super) struct Cells<'r> {
    pub row: &'r SqliteRow,
    pub table: &'static str,
}

impl Cells<'_> {
    pub fn get<'a, T>(&'a self, column: &'static str) -> Result<T, BookFault>
    where
        T: sqlx::Decode<'a, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
    {
        self.row.try_get(column).map_err(|error| self.bad(&error.to_string()))
    }

    pub fn number<I: sqlx::ColumnIndex<SqliteRow>>(&self, column: I) -> Result<u64, BookFault> {
        let number: i64 = self.row.try_get(column).map_err(|error| self.bad(&error.to_string()))?;
        u64::try_from(number).map_err(|_| self.bad("a negative number"))
    }

    pub fn decimal<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, BookFault> {
        self.get::<&str>(column)?.parse().map_err(|_| self.bad(column))
    }

    pub fn hash(&self, column: &'static str) -> Result<B256, BookFault> {
        B256::try_from(self.get::<&[u8]>(column)?).map_err(|_| self.bad(column))
    }

    pub fn address(&self, column: &'static str) -> Result<Address, BookFault> {
        Address::try_from(self.get::<&[u8]>(column)?).map_err(|_| self.bad(column))
    }

    pub fn bad(&self, what: &str) -> BookFault {
        BookFault::Row { table: self.table, what: what.to_owned() }
    }
}
