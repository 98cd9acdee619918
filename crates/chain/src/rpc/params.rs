//! The parameters of one request: a JSON array, read one by one.

use alloy::{
    eips::BlockId,
    primitives::{B256, U64, U256},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, value::RawValue};

use crate::rpc::errors::RpcError;

pub(crate) struct Params<'a>(Vec<&'a RawValue>);

impl<'a> Params<'a> {
    pub(crate) fn parse(params: Option<&'a RawValue>) -> Result<Self, RpcError> {
        match params.map(RawValue::get) {
            None | Some("null") => Ok(Self(Vec::new())),
            Some(text) => serde_json::from_str(text).map(Self).map_err(|_| RpcError::params("params must be an array")),
        }
    }

    /// The parameter at `index`; `name` says which one is missing or malformed.
    pub(crate) fn get<T: DeserializeOwned>(&self, index: usize, name: &str) -> Result<T, RpcError> {
        let missing = || RpcError::params(format!("missing parameter {index}: {name}"));
        self.find(index, name)?.ok_or_else(missing)
    }

    /// The same for one that may be left out or null.
    pub(crate) fn find<T: DeserializeOwned>(&self, index: usize, name: &str) -> Result<Option<T>, RpcError> {
        let Some(text) = self.0.get(index) else { return Ok(None) };
        serde_json::from_str(text.get())
            .map_err(|error| RpcError::params(format!("parameter {index} ({name}): {error}")))
    }

    /// A block by number, tag or hash; the latest if it is left out.
    pub(crate) fn block(&self, index: usize) -> Result<BlockId, RpcError> {
        Ok(self.find(index, "block")?.unwrap_or_default())
    }

    /// A number of seconds, blocks and the like, written in hexadecimal or decimal.
    pub(crate) fn count(&self, index: usize, name: &str) -> Result<u64, RpcError> {
        let wrong = || RpcError::params(format!("parameter {index} ({name}): not a 64-bit number"));
        match self.get::<Value>(index, name)? {
            Value::Number(number) => number.as_u64().ok_or_else(wrong),
            Value::String(text) => text.parse::<U64>().map(|number| number.to()).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }

    /// A storage slot: a quantity, or 32 bytes.
    pub(crate) fn slot(&self, index: usize) -> Result<U256, RpcError> {
        let text: String = self.get(index, "slot")?;
        let parsed = text.parse::<B256>().map(Into::into).or_else(|_| text.parse::<U256>());
        parsed.map_err(|error| RpcError::params(format!("parameter {index} (slot): {error}")))
    }
}
