//! A server of the demo on its port, and how it is closed.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub struct Door {
    address: SocketAddr,
    close: oneshot::Sender<()>,
    serving: JoinHandle<Result<()>>,
}

impl Door {
    /// A listener on `port` of this machine; 0 takes any free one. `what` listens, for people.
    pub async fn listen(what: &str, port: u16) -> Result<TcpListener> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await;
        listener.with_context(|| format!("{what} cannot listen on port {port}"))
    }

    /// `serve` is given the listener and what ends when the door is closed.
    pub fn open<F>(listener: TcpListener, serve: impl FnOnce(TcpListener, Closed) -> F) -> Result<Door>
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let address = listener.local_addr()?;
        let (close, closed) = oneshot::channel();
        Ok(Door { address, close, serving: tokio::spawn(serve(listener, Closed(closed))) })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Finishes what is in progress.
    pub async fn shut(self) -> Result<()> {
        drop(self.close);
        self.serving.await.context("a server broke")?
    }
}

pub struct Closed(oneshot::Receiver<()>);

impl Closed {
    pub async fn wait(self) {
        // A dropped sender closes the door as well as a message does.
        drop(self.0.await);
    }
}
