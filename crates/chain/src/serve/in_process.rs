//! An alloy transport without a socket.
//!
//! A request is answered where its future is polled, on the caller's thread: most take
//! microseconds, sending a transaction to a chain with a directory takes one write to the disk.
//! alloy gives and takes JSON text at this seam, so text it is; programs that care for the last
//! microsecond use the [`Chain`]'s own functions.

use std::{
    task::{Context, Poll},
    time::Duration,
};

use alloy::{
    providers::{DynProvider, Provider, RootProvider},
    rpc::{
        client::RpcClient,
        json_rpc::{RequestPacket, Response, ResponsePacket, ResponsePayload, SerializedRequest},
    },
    transports::{TransportError, TransportFut},
};
use tower::Service;

use crate::node::Chain;

/// How often an in-process client looks for a receipt. A transaction is sealed when it is
/// acknowledged, so the first look finds it; this only matters to those who wait for others.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// The transport.
#[derive(Clone, Debug)]
pub struct InProcess {
    chain: Chain,
}

impl InProcess {
    pub fn new(chain: Chain) -> Self {
        Self { chain }
    }

    fn answer(&self, request: &SerializedRequest) -> Response {
        let payload = match self.chain.answer(request.method(), request.params()) {
            Ok(result) => ResponsePayload::Success(result),
            Err(error) => ResponsePayload::Failure(error.into_payload()),
        };
        Response { id: request.id().clone(), payload }
    }
}

impl Service<RequestPacket> for InProcess {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, packet: RequestPacket) -> Self::Future {
        let this = self.clone();
        Box::pin(async move {
            Ok(match packet {
                RequestPacket::Single(request) => ResponsePacket::Single(this.answer(&request)),
                RequestPacket::Batch(requests) => {
                    ResponsePacket::Batch(requests.iter().map(|each| this.answer(each)).collect())
                }
            })
        })
    }
}

impl Chain {
    /// An alloy client of this chain, for `ProviderBuilder::connect_client`.
    pub fn client(&self) -> RpcClient {
        RpcClient::new(InProcess::new(self.clone()), true).with_poll_interval(POLL_INTERVAL)
    }

    /// An alloy provider without a wallet: for reads and for raw transactions.
    pub fn provider(&self) -> DynProvider {
        let provider: RootProvider = RootProvider::new(self.client());
        provider.erased()
    }
}
