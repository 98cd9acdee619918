//! What goes wrong with a request, as JSON-RPC says it.

use std::{borrow::Cow, error::Error};

use alloy::{
    primitives::Bytes,
    rpc::json_rpc::ErrorPayload,
    sol_types::{Revert, SolError},
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::{logs::SearchRefusal, node::Fault, refusal::TxRefusal, simulate::Failure};

const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;
const INTERNAL_ERROR: i64 = -32603;
/// geth's code for everything that a node refuses.
const REFUSED: i64 = -32000;
/// geth's code for a call that reverted; the revert data is in `data`.
const REVERTED: i64 = 3;

/// An error object of JSON-RPC.
#[derive(Clone, Debug, Serialize)]
pub struct RpcError {
    pub code: i64,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Bytes>,
    /// The same request may succeed as it is, once an earlier transaction of the account has come.
    #[serde(skip)]
    pub early: bool,
}

impl RpcError {
    fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: None, early: false }
    }

    pub(crate) fn parse(what: impl ToString) -> Self {
        Self::new(PARSE_ERROR, format!("parse error: {}", what.to_string()))
    }

    pub(crate) fn invalid_request(what: &str) -> Self {
        Self::new(INVALID_REQUEST, format!("invalid request: {what}"))
    }

    pub(crate) fn unknown_method(method: &str) -> Self {
        let name: String = method.chars().take(100).collect();
        Self::new(METHOD_NOT_FOUND, format!("the method {name} does not exist"))
    }

    pub(crate) fn params(what: impl Into<String>) -> Self {
        Self::new(INVALID_PARAMS, what)
    }

    pub(crate) fn refused(what: impl Into<String>) -> Self {
        Self::new(REFUSED, what)
    }

    /// The machine failed. The caller learns what, the log why.
    pub(crate) fn internal(error: &dyn Error) -> Self {
        let mut chain = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            chain.push_str(": ");
            chain.push_str(&error.to_string());
            cause = error.source();
        }
        tracing::error!("{chain}");
        Self::new(INTERNAL_ERROR, format!("internal error: {error}"))
    }

    /// The same error as alloy's clients take it.
    pub(crate) fn into_payload(self) -> ErrorPayload {
        let data: Option<Box<RawValue>> = self.data.map(|data| to_raw_value(&data).expect("bytes are a JSON string"));
        ErrorPayload { code: self.code, message: Cow::Owned(self.message), data }
    }
}

impl From<TxRefusal> for RpcError {
    fn from(refusal: TxRefusal) -> Self {
        let early = matches!(refusal, TxRefusal::NonceTooHigh { .. });
        Self { early, ..Self::refused(refusal.to_string()) }
    }
}

impl From<SearchRefusal> for RpcError {
    fn from(refusal: SearchRefusal) -> Self {
        Self::refused(refusal.to_string())
    }
}

impl From<Fault> for RpcError {
    fn from(fault: Fault) -> Self {
        Self::internal(&fault)
    }
}

impl From<Failure> for RpcError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Reverted(data) => {
                let reason = Revert::abi_decode(&data).map(|revert| format!(": {}", revert.reason));
                let message = format!("execution reverted{}", reason.unwrap_or_default());
                Self { data: Some(data), ..Self::new(REVERTED, message) }
            }
            Failure::Halted(reason) => Self::refused(format!("execution stopped: {reason}")),
            Failure::Refused(refusal) => refusal.into(),
            Failure::GasAboveAllowance(gas) => Self::refused(format!("gas required exceeds allowance ({gas})")),
        }
    }
}
