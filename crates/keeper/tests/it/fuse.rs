//! A connection to the chain that breaks at a chosen request, as when the program is killed there.

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
    transports::{TransportError, TransportFut},
};
use tokio::sync::Notify;
use tower::Service;
use usufruct_chain::{Chain, InProcess};

/// On which side of the request the program dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The chain never hears of it.
    Before,
    /// The chain does it, and nobody is there to hear the answer.
    After,
}

#[derive(Clone, Debug)]
pub struct Fuse {
    inner: InProcess,
    side: Side,
    requests: Arc<AtomicUsize>,
    breaks_at: usize,
    blown: Arc<Notify>,
}

impl Fuse {
    /// Breaks at the request with this number, counted from 0.
    pub fn new(chain: &Chain, side: Side, breaks_at: usize) -> Self {
        let (requests, blown) = (Arc::default(), Arc::default());
        Self { inner: InProcess::new(chain.clone()), side, requests, breaks_at, blown }
    }

    pub fn provider(&self) -> DynProvider {
        let provider: RootProvider = RootProvider::new(RpcClient::new(self.clone(), true));
        provider.erased()
    }

    /// Returns when the connection has broken.
    pub async fn blown(&self) {
        self.blown.notified().await;
    }
}

impl Service<RequestPacket> for Fuse {
    type Response = ResponsePacket;
    type Error = TransportError;
    type Future = TransportFut<'static>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, packet: RequestPacket) -> Self::Future {
        let number = self.requests.fetch_add(1, Ordering::SeqCst);
        let (mut inner, side, blown) = (self.inner.clone(), self.side, Arc::clone(&self.blown));
        if number < self.breaks_at {
            return inner.call(packet);
        }
        let last = number == self.breaks_at;
        Box::pin(async move {
            if last && side == Side::After {
                inner.call(packet).await?;
            }
            blown.notify_one();
            std::future::pending().await
        })
    }
}
