//! A node between a process and the chain: an alloy transport that waits on the board, fails, lies and lags.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use alloy::{
    providers::{DynProvider, Provider, RootProvider},
    rpc::{
        client::RpcClient,
        json_rpc::{ErrorPayload, RequestPacket, Response, ResponsePacket, ResponsePayload, SerializedRequest},
    },
    transports::{TransportError, TransportErrorKind, TransportFut},
};
use serde_json::value::{RawValue, to_raw_value};
use tower::Service;
use usufruct_chain::Chain;

use crate::{
    behind,
    board::{Board, Party},
    dice::Dice,
    trouble::{Trouble, Weather},
};

/// Requests on which a burst of 429 lasts.
const BURST_MAX: u64 = 8;
/// Blocks that a node can be behind.
const LAG_MAX: u64 = 30;
/// One request in so many waits on the board; the others are answered at once.
const WAITING_ONE_IN: u64 = 3;

/// One process's node. Clones are the same node.
#[derive(Clone)]
pub struct Node {
    chain: Chain,
    board: Board,
    /// The oldest block that a node which is behind still knows.
    oldest: u64,
    state: Arc<Mutex<State>>,
}

struct State {
    dice: Dice,
    weather: Weather,
    /// 429 for so many more requests.
    burst: u64,
    lag: u64,
    /// Requests wait on the board.
    waiting: bool,
    met: BTreeMap<Trouble, u64>,
    requests: u64,
}

/// What becomes of a request.
enum Fate {
    Done,
    Twice,
    Lost,
    DoneAndLost,
    Error,
    Null,
    TooMany,
    EmptyLogs,
}

impl Node {
    pub fn new(chain: &Chain, board: &Board, dice: Dice, weather: &Weather) -> Self {
        let weather = weather.clone();
        let state = State { dice, weather, burst: 0, lag: 0, waiting: true, met: BTreeMap::new(), requests: 0 };
        let (chain, board) = (chain.clone(), board.clone());
        Self { oldest: chain.head().number, chain, board, state: Arc::new(Mutex::new(state)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A client that speaks for `party`.
    pub fn provider(&self, party: Party) -> DynProvider {
        let client = RpcClient::new(Line { node: self.clone(), party }, true);
        let provider: RootProvider = RootProvider::new(client);
        provider.erased()
    }

    /// From here on nothing goes wrong, and nothing waits.
    pub fn heal(&self) {
        let mut state = self.state();
        (state.weather, state.burst, state.lag, state.waiting) = (Weather::default(), 0, 0, false);
    }

    /// What went wrong so far, and requests in all.
    pub fn met(&self) -> (BTreeMap<Trouble, u64>, u64) {
        let state = self.state();
        (state.met.clone(), state.requests)
    }

    async fn ask(self, party: Party, request: SerializedRequest) -> Result<Response, TransportError> {
        let method = request.method();
        let death = self.board.burns(party);
        if death == Some(false) {
            self.board.die(party).await;
        }
        // A sender holds its nonce during these; nothing else of its process could go on meanwhile.
        let with_nonce = ["eth_getTransactionCount", "eth_sendRawTransaction", "eth_getTransactionByHash"];
        let stands = self.state().stands() && !(with_nonce.contains(&method) && party != Party::Keeper);
        if stands {
            self.board.stand(party, method).await;
        }
        let (fate, lag) = self.state().fate(method);
        let answer = self.fulfil(&fate, lag, &request);
        if death == Some(true) {
            self.board.die(party).await;
        }
        Ok(Response { id: request.id().clone(), payload: answer? })
    }

    fn fulfil(&self, fate: &Fate, lag: u64, request: &SerializedRequest) -> Result<ResponsePayload, TransportError> {
        let done = || {
            let (method, params) = (request.method(), request.params());
            let answer = match lag {
                0 => self.chain.answer(method, params),
                _ => behind::answer(&self.chain, lag, self.oldest, method, params),
            };
            answer.map_or_else(
                |error| {
                    failure(error.code, error.message, error.data.as_ref().and_then(|data| to_raw_value(data).ok()))
                },
                ResponsePayload::Success,
            )
        };
        Ok(match fate {
            Fate::Done => done(),
            Fate::Twice => {
                done();
                done()
            }
            Fate::Lost => return Err(TransportErrorKind::custom_str("no answer in time")),
            Fate::DoneAndLost => {
                done();
                return Err(TransportErrorKind::custom_str("no answer in time"));
            }
            Fate::Error => failure(-32_603, "internal error".into(), None),
            Fate::TooMany => failure(429, "too many requests".into(), None),
            Fate::Null => ResponsePayload::Success(to_raw_value(&()).expect("null is JSON")),
            Fate::EmptyLogs => ResponsePayload::Success(to_raw_value::<[u8; 0]>(&[]).expect("an empty list is JSON")),
        })
    }
}

fn failure(code: i64, message: String, data: Option<Box<RawValue>>) -> ResponsePayload {
    ResponsePayload::Failure(ErrorPayload { code, message: message.into(), data })
}

impl State {
    fn stands(&mut self) -> bool {
        self.dice.below(WAITING_ONE_IN) == 0 && self.waiting
    }

    /// Every kind is drawn for every request, so that leaving one out moves no other.
    fn fate(&mut self, method: &str) -> (Fate, u64) {
        use Trouble::{RpcBurst, RpcDuplicate, RpcEmptyLogs, RpcError, RpcLag, RpcNull, RpcTimeout};
        self.requests += 1;
        let kinds = [RpcBurst, RpcTimeout, RpcError, RpcNull, RpcEmptyLogs, RpcDuplicate, RpcLag];
        let drawn = kinds.map(|kind| (kind, self.dice.chance(self.weather.rate(kind))));
        let (length, lag, done) = (self.dice.below(BURST_MAX), self.dice.below(LAG_MAX) + 1, self.dice.below(2) == 0);
        let happens = |kind| drawn.contains(&(kind, true));
        // A node that is behind stays behind for a while, then another one answers.
        if happens(RpcLag) {
            self.lag = if self.lag == 0 { lag } else { 0 };
        }
        if self.weather.rate(RpcLag) == 0 {
            self.lag = 0;
        }
        if happens(RpcBurst) {
            self.burst = length + 1;
        }
        let (met, fate) = if self.burst > 0 {
            self.burst -= 1;
            (Some(RpcBurst), Fate::TooMany)
        } else if happens(RpcTimeout) {
            (Some(RpcTimeout), if done { Fate::DoneAndLost } else { Fate::Lost })
        } else if happens(RpcError) {
            (Some(RpcError), Fate::Error)
        } else if happens(RpcNull) {
            (Some(RpcNull), Fate::Null)
        } else if happens(RpcEmptyLogs) && method == "eth_getLogs" {
            (Some(RpcEmptyLogs), Fate::EmptyLogs)
        } else if happens(RpcDuplicate) {
            (Some(RpcDuplicate), Fate::Twice)
        } else {
            ((self.lag > 0).then_some(RpcLag), Fate::Done)
        };
        if let Some(met) = met {
            *self.met.entry(met).or_default() += 1;
        }
        (fate, self.lag)
    }
}

/// A connection to a node.
#[derive(Clone)]
struct Line {
    node: Node,
    party: Party,
}

impl Service<RequestPacket> for Line {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, packet: RequestPacket) -> Self::Future {
        let (node, party) = (self.node.clone(), self.party);
        Box::pin(async move {
            Ok(match packet {
                RequestPacket::Single(request) => ResponsePacket::Single(node.ask(party, request).await?),
                RequestPacket::Batch(requests) => {
                    let mut answers = Vec::with_capacity(requests.len());
                    for request in requests {
                        answers.push(node.clone().ask(party, request).await?);
                    }
                    ResponsePacket::Batch(answers)
                }
            })
        })
    }
}
