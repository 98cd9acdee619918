//! Live updates: one small event for each new block that was followed to, and one for new sales.
//!
//! Nothing is queued for a slow reader: it is told of the newest state when it reads on, and states between are skipped.

use super::{
    asked::{self, Asked, Named, Nothing},
    ventures::ByShare,
    wire::{Amount, Block},
};
use crate::{
    Web,
    follower::{News, Sales},
    problem::{Kind, Problem, Problems},
};
use alloy::primitives::B256;
use axum::{
    extract::State,
    http::header,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use std::{collections::VecDeque, convert::Infallible, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, watch};

/// Data of `block` events: figures have changed; ask again for those that are shown.
#[derive(Serialize)]
struct BlockNews {
    block: Block,
    finality: &'static str,
}

/// Data of `sales` events: sums over everything ever sold through the gateway.
#[derive(Serialize)]
struct SalesNews {
    sales: u64,
    units: Amount,
    /// Money.
    revenue: Amount,
}

/// Live updates, as server-sent events
///
/// `block` events carry the block (`{"block": {...}, "finality": "latest"}`) whose figures are shown from now on, the first
/// one at once. `sales` events carry sums over all sales (`{"sales": 12, "units": "34", "revenue": "56"}`).
#[utoipa::path(get, path = "/api/v1/ventures/{share}/events", operation_id = "events", tag = "ventures", params(ByShare),
    responses((status = 200, description = "Until either side ends it", content_type = "text/event-stream", body = String),
        Problems))]
pub async fn events(
    State(web): State<Web>,
    Named(share): Named<String>,
    Asked(Nothing {}): Asked<Nothing>,
) -> Result<Response, Problem> {
    asked::venture(&web, &share)?;
    let place = Arc::clone(&web.shared.streams).try_acquire_owned();
    let place = place.map_err(|_| Problem::new(Kind::TooManyStreams, "no stream is free".to_owned()))?;
    let mut news = web.shared.news.clone();
    // What there is now is news to somebody who has just come.
    news.mark_changed();
    let closed = web.closed();
    let reader = Reader { web, news, told: None, sold: None, waiting: VecDeque::new(), _place: place };
    let events = stream::unfold(reader, Reader::next).take_until(closed);
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::HeaderName::from_static("x-accel-buffering"), "no")];
    Ok((headers, Sse::new(events).keep_alive(KeepAlive::default())).into_response())
}

struct Reader {
    web: Web,
    news: watch::Receiver<News>,
    told: Option<B256>,
    sold: Option<Sales>,
    /// At most one of each kind.
    waiting: VecDeque<Event>,
    _place: OwnedSemaphorePermit,
}

impl Reader {
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some((Ok(event), self));
            }
            self.news.changed().await.ok()?;
            let sales = self.news.borrow_and_update().sales;
            if let Ok(reading) = self.web.reading()
                && self.told.replace(reading.as_of().hash) != Some(reading.as_of().hash)
            {
                let as_of = reading.as_of();
                let news = BlockNews { block: Block::from(&as_of), finality: as_of.finality.word() };
                self.waiting.extend(Event::default().event("block").json_data(news));
            }
            if let Some(now) = sales.filter(|_| self.sold != sales) {
                let news = SalesNews { sales: now.count, units: now.units.into(), revenue: now.revenue.into() };
                self.waiting.extend(Event::default().event("sales").json_data(news));
                self.sold = sales;
            }
        }
    }
}
