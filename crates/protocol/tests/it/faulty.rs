//! A connection to the chain that loses one request, or its answer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use alloy::{
    providers::{DynProvider, Provider, RootProvider},
    rpc::{
        client::RpcClient,
        json_rpc::{RequestPacket, ResponsePacket},
    },
    transports::{TransportError, TransportErrorKind, TransportFut},
};
use tower::Service;
use usufruct_chain::{Chain, InProcess};

/// What is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lost {
    Request,
    Answer,
}

/// Loses each of the first `times` transactions that are sent.
#[derive(Clone, Debug)]
pub struct Faulty {
    inner: InProcess,
    lost: Lost,
    sent: Arc<AtomicUsize>,
    times: usize,
}

impl Faulty {
    pub fn provider(chain: &Chain, lost: Lost, times: usize) -> DynProvider {
        let faulty = Self { inner: InProcess::new(chain.clone()), lost, sent: Arc::default(), times };
        let provider: RootProvider = RootProvider::new(RpcClient::new(faulty, true));
        provider.erased()
    }
}

impl Service<RequestPacket> for Faulty {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, packet: RequestPacket) -> Self::Future {
        let sends = packet.requests().iter().any(|request| request.method() == "eth_sendRawTransaction");
        if !sends || self.sent.fetch_add(1, Ordering::SeqCst) >= self.times {
            return self.inner.call(packet);
        }
        let (mut inner, lost) = (self.inner.clone(), self.lost);
        Box::pin(async move {
            if lost == Lost::Answer {
                inner.call(packet).await?;
            }
            Err(TransportErrorKind::custom_str("the connection broke"))
        })
    }
}
