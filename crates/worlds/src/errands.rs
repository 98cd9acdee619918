//! What the customers do: ask, pay, try again, and what they should not.

use std::net::SocketAddr;

use axum::body::Body;
use http::{HeaderValue, Request, header::HOST};
use http_body_util::BodyExt;
use usufruct_gateway::Gateway;
use usufruct_protocol::{
    escrow,
    standins::CHAIN_ID,
    x402::{
        header::PAYMENT_SIGNATURE,
        payer::{Moment, Payment},
        wire::PaymentRequired,
    },
};
use usufruct_testkit::cast::{self, MALLORY};

use crate::{
    customer::{Kind, Pending, Reply, TRIES_MAX, with_voucher},
    dice::Dice,
    trouble::Trouble,
    witness::{Check, hold},
    world::{Visit, WITHDRAW_DELAY, World},
};

const CLIENT: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 4_000);
/// Requests on their way at once; more wait at home.
const VISITS_MAX: usize = 16;
/// One act in so many is the mischief that a customer is here for.
const MISCHIEF_ONE_IN: u64 = 3;

impl World {
    /// One customer does one thing.
    pub async fn errand(&mut self, dice: &mut Dice) {
        let who = dice.place(self.customers.len());
        let mischief = dice.below(MISCHIEF_ONE_IN) == 0;
        if self.gateway.is_none() || self.customers[who].gone || self.visits.len() >= VISITS_MAX {
            return;
        }
        match self.customers[who].kind {
            Kind::Replayer if mischief => self.replay(who, dice).await,
            Kind::DoubleSpender if mischief => self.spend_twice(who, dice).await,
            Kind::EarlyCloser if mischief => self.close_early(who, dice).await,
            Kind::Vanisher if mischief && dice.below(4) == 0 => {
                self.customers[who].gone = true;
                self.note(|| format!("customer {who} is never seen again"));
            }
            Kind::Forger if mischief => self.forge(who, dice).await,
            Kind::Refunder if mischief && dice.below(2) == 0 => self.take_back(who, dice).await,
            _ => self.buy(who, dice).await,
        }
    }

    /// Goes on with the purchase that it is at, or begins one.
    pub async fn buy(&mut self, who: usize, dice: &mut Dice) {
        if self.visits.iter().any(|visit| visit.customer == who && visit.own) {
            return;
        }
        if self.customers[who].pending.is_none() {
            let target = self.customers[who].next_target();
            let moment = self.moment(dice);
            let Some(required) = self.quote(&target).await else { return };
            let Some(payment) = self.customers[who].sign(&required, moment) else { return };
            self.customers[who].pending = Some(Pending { required, corrected: false, payment, target, tries: 0 });
        }
        let pending = self.customers[who].pending.clone().expect("there is one by now");
        self.customers[who].keep(&pending.payment, &pending.target);
        self.send(who, &pending.payment, &pending.target, true, dice);
    }

    fn moment(&self, dice: &mut Dice) -> Moment {
        Moment { now: self.seconds(), salt: dice.word() }
    }

    /// Asks what `target` costs, and signs for it.
    async fn payment(&mut self, who: usize, target: &str, dice: &mut Dice) -> Option<Payment> {
        let moment = self.moment(dice);
        let required = self.quote(target).await?;
        self.customers[who].sign(&required, moment)
    }

    /// An unpaid request; it waits for nothing.
    pub async fn quote(&mut self, target: &str) -> Option<PaymentRequired> {
        let gateway = self.gateway.clone()?;
        self.tally.one("requests unpaid");
        let reply = answered(gateway, request(target, None)).await;
        reply.required()
    }

    /// Sends a request; the network may deliver it twice.
    pub fn send(&mut self, who: usize, payment: &Payment, target: &str, own: bool, dice: &mut Dice) {
        let twice = dice.chance(self.weather.rate(Trouble::Repeat));
        self.depart(who, payment, target, own);
        if twice {
            self.tally.one("requests delivered twice");
            self.depart(who, payment, target, false);
        }
    }

    fn depart(&mut self, who: usize, payment: &Payment, target: &str, own: bool) {
        let Some(gateway) = self.gateway.clone() else { return };
        self.witness.signs(payment, target);
        self.tally.one("requests paid");
        self.note(|| format!("customer {who} pays {} for {target}, own {own}", payment.price));
        let (request, board) = (request(target, Some(&payment.header)), self.board.clone());
        let task = tokio::spawn(async move {
            let reply = answered(gateway, request).await;
            board.tell();
            reply
        });
        self.visits.push(Visit { customer: who, payment: payment.clone(), target: target.to_owned(), own, task });
    }

    // ---- mischief ----

    /// An old payment once more: for what it bought, or for something else.
    async fn replay(&mut self, who: usize, dice: &mut Dice) {
        let kept = &self.customers[who].kept;
        let Some((payment, target)) = kept.get(dice.place(kept.len())).cloned() else {
            return self.buy(who, dice).await;
        };
        let target = if dice.below(2) == 0 { target } else { self.customers[who].next_target() };
        self.tally.one("payments replayed");
        for _ in 0..=dice.below(3) {
            self.send(who, &payment, &target, false, dice);
        }
    }

    /// One total, signed for two things that are asked for at once.
    async fn spend_twice(&mut self, who: usize, dice: &mut Dice) {
        if self.customers[who].pending.is_some() {
            return self.buy(who, dice).await;
        }
        self.tally.one("vouchers spent twice");
        for _ in 0..2 {
            let target = self.customers[who].next_target();
            let Some(payment) = self.payment(who, &target, dice).await else { return };
            self.send(who, &payment, &target, false, dice);
            self.customers[who].keep(&payment, &target);
        }
    }

    /// Announces a withdrawal of all that is there, goes on buying, and takes the money as soon as it can.
    async fn close_early(&mut self, who: usize, dice: &mut Dice) {
        let (Some((config, id)), now) = (self.customers[who].channel, self.seconds()) else {
            return self.buy(who, dice).await;
        };
        let sender = self.senders[&self.customers[who].key.address()].clone();
        if let Some(since) = self.customers[who].withdrawing {
            if now < since + u64::from(WITHDRAW_DELAY) {
                return self.buy(who, dice).await;
            }
            let taken = sender.send(&escrow::finalize_withdraw(&config)).await.is_ok();
            self.customers[who].withdrawing = None;
            self.note(|| format!("customer {who} takes its money: {taken}"));
            if taken {
                self.tally.one("withdrawals taken early");
                self.history.taken.insert(id, now);
            }
            return;
        }
        let reading = self.escrow.channel(id).await.expect("an honest node answers");
        let free = reading.balance.saturating_sub(reading.total_claimed);
        let announced = sender.send(&escrow::initiate_withdraw(&config, free)).await.is_ok();
        self.note(|| format!("customer {who} announces a withdrawal of {free}: {announced}"));
        if announced {
            self.tally.one("withdrawals announced");
            self.customers[who].withdrawing = Some(now);
        }
    }

    /// Signatures that are not what they should be, for old and new totals.
    async fn forge(&mut self, who: usize, dice: &mut Dice) {
        let target = self.customers[who].next_target();
        let Some(mut payment) = self.payment(who, &target, dice).await else { return };
        let (own, other) = (self.customers[who].key.clone(), cast::key(MALLORY));
        let total = payment.payload.batch().map_or(0, |batch| batch.voucher().max_claimable_amount);
        let forged = match dice.below(5) {
            // A stale total with a stranger's signature, and with its own.
            0 => with_voucher(&payment, total / 2, &other, CHAIN_ID),
            1 => with_voucher(&payment, total / 2, &own, CHAIN_ID),
            // A true total with a stranger's signature.
            2 => with_voucher(&payment, total, &other, CHAIN_ID),
            // More than was quoted.
            3 => with_voucher(&payment, total + 1, &own, CHAIN_ID),
            // A quote that was altered.
            _ => {
                payment.payload.accepted.amount = "1".to_owned();
                payment.header = usufruct_protocol::x402::header::encode(&payment.payload);
                Some(payment)
            }
        };
        let Some(forged) = forged else { return };
        self.tally.one("payments forged");
        self.depart(who, &forged, &target, false);
        self.forged.insert(target);
    }

    /// Asks for unused money back.
    async fn take_back(&mut self, who: usize, dice: &mut Dice) {
        if self.visits.iter().any(|visit| visit.customer == who) || self.customers[who].pending.is_some() {
            return;
        }
        let Some(required) = self.quote("/jobs/refund").await else { return };
        let amount = (dice.below(2) == 0).then_some(5_000);
        let Ok(payment) = self.customers[who].payer.refund(&required, amount) else { return };
        self.tally.one("refunds asked for");
        self.history.refunds.extend(self.customers[who].channel.map(|(_, id)| id));
        let target = "/jobs/refund".to_owned();
        self.depart(who, &payment, &target, true);
        self.customers[who].pending = Some(Pending { required, corrected: true, payment, target, tries: TRIES_MAX });
    }

    // ---- answers ----

    /// Takes in every answer that has come.
    pub async fn harvest(&mut self, dice: &mut Dice) -> Check {
        while let Some(place) = self.visits.iter().position(|visit| visit.task.is_finished()) {
            let Visit { customer, payment, target, own, task } = self.visits.remove(place);
            let reply = task.await.unwrap_or_else(|error| panic!("{}: a request panicked: {error}", self.recipe));
            self.note(|| format!("customer {customer} is answered {} for {target}", reply.status));
            self.tally.one(match reply.status.as_u16() {
                200..=299 => "answers 2xx",
                402 => "answers 402",
                400..=499 => "answers 4xx",
                _ => "answers 5xx",
            });
            let forged = self.forged.contains(&target) && reply.status.is_success();
            hold(!forged, "GATEWAY-2", || format!("a forged payment bought {target}"))?;
            self.read_log().await?;
            let worked = self.workshop.worked();
            if self.witness.answered(&payment, &target, &reply, &worked)? {
                self.tally.one("receipts acknowledged");
            }
            if dice.chance(self.weather.rate(Trouble::ResponseLost)) {
                self.tally.one("answers lost");
                self.unanswered(customer, own);
            } else if own {
                let escrow = self.escrow.clone();
                let moment = self.moment(dice);
                self.customers[customer].learn(&reply, &escrow, moment).await;
            }
        }
        Ok(())
    }

    /// No answer reached the customer.
    pub fn unanswered(&mut self, who: usize, own: bool) {
        if !own {
            return;
        }
        if let Some(pending) = self.customers[who].pending.take() {
            self.customers[who].missed(pending);
        }
    }

    /// A customer goes away before its answer.
    pub fn hang_up(&mut self, dice: &mut Dice) {
        if self.visits.is_empty() {
            return;
        }
        let Visit { customer, own, task, target, .. } = self.visits.remove(dice.place(self.visits.len()));
        task.abort();
        self.note(|| format!("customer {customer} does not wait for {target}"));
        self.tally.one("customers who went away");
        self.unanswered(customer, own);
    }
}

fn request(target: &str, payment: Option<&str>) -> Request<Body> {
    let mut request = Request::get(target).header(HOST, "shop.example");
    if let Some(payment) = payment {
        request = request.header(PAYMENT_SIGNATURE, HeaderValue::from_str(payment).expect("base64 is a header value"));
    }
    request.body(Body::empty()).expect("a plain request")
}

async fn answered(gateway: Gateway, request: Request<Body>) -> Reply {
    let (parts, body) = gateway.answer(CLIENT, request).await.into_parts();
    let body = body.collect().await.expect("bodies of the gateway are whole").to_bytes();
    Reply { status: parts.status, headers: parts.headers, body }
}
