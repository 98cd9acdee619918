//! The service that is sold. It knows what it did for whom, which the gateway's log is held against.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use alloy::primitives::keccak256;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use usufruct_gateway::{Answer, Question, Service, UpstreamFault};

use crate::{
    board::{Board, Party},
    dice::Dice,
    trouble::{Trouble, Weather},
};

pub const UNITS_HEADER: HeaderName = HeaderName::from_static("x-units");
/// The most units that a request is charged for.
pub const UNITS_MAX: u64 = 10;

/// How long the gateway waits for an answer, which here is told at once instead of waited for.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

#[derive(Clone)]
pub struct Workshop {
    board: Board,
    state: Arc<Mutex<State>>,
}

struct State {
    dice: Dice,
    weather: Weather,
    /// How often each target was worked for, with success.
    worked: BTreeMap<String, u64>,
    /// All questions, with those that failed.
    asked: u64,
    failed: u64,
}

impl Workshop {
    pub fn new(board: &Board, seed: u64, weather: &Weather) -> Self {
        let dice = Dice::of(seed, "service");
        let state = State { dice, weather: weather.clone(), worked: BTreeMap::new(), asked: 0, failed: 0 };
        Self { board: board.clone(), state: Arc::new(Mutex::new(state)) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn heal(&self) {
        self.state().weather = Weather::default();
    }

    /// How often each target was worked for.
    pub fn worked(&self) -> BTreeMap<String, u64> {
        self.state().worked.clone()
    }

    /// Questions, and failures.
    pub fn counts(&self) -> (u64, u64) {
        let state = self.state();
        (state.asked, state.failed)
    }

    /// The service as the gateway of `party` reaches it.
    pub fn service(&self, party: Party) -> Service {
        let workshop = self.clone();
        Arc::new(move |question| Box::pin(workshop.clone().work(party, question)))
    }

    async fn work(self, party: Party, question: Question) -> Result<Answer, UpstreamFault> {
        let death = self.board.burns(party);
        if death == Some(false) {
            self.board.die(party).await;
        }
        self.board.stand(party, &format!("asks for {}", question.target)).await;
        let answer = self.answer(&question);
        if death == Some(true) {
            self.board.die(party).await;
        }
        answer
    }

    fn answer(&self, question: &Question) -> Result<Answer, UpstreamFault> {
        let mut state = self.state();
        let rate = state.weather.rate(Trouble::Upstream);
        let (fails, how) = (state.dice.chance(rate), state.dice.below(5));
        state.asked += 1;
        let mut headers = HeaderMap::new();
        headers.insert(UNITS_HEADER, HeaderValue::from(units(&question.target)));
        let status = if fails {
            state.failed += 1;
            match how {
                0 => StatusCode::INTERNAL_SERVER_ERROR,
                1 => StatusCode::SERVICE_UNAVAILABLE,
                2 => return Err(UpstreamFault::BrokeOff),
                3 => return Err(UpstreamFault::TimedOut(PATIENCE)),
                _ => {
                    // An answer that cannot be metered is no answer.
                    headers.clear();
                    StatusCode::OK
                }
            }
        } else {
            *state.worked.entry(question.target.clone()).or_default() += 1;
            StatusCode::OK
        };
        Ok(Answer { status, headers, body: Bytes::from(format!("work for {}", question.target)) })
    }
}

/// What a target uses: anything from nothing to a little more than is ever charged for.
pub fn units(target: &str) -> u64 {
    u64::from(keccak256(target)[0]) % (UNITS_MAX + 2)
}
