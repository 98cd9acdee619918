//! What the embedded chain's genesis holds: the currency, the x402 escrow, its deposit collector, Multicall3.
//!
//! Other chains have contracts at these addresses, and stock x402 clients have the addresses built in; an embedded
//! chain is useful to them only if something answers there. The code is our own and keeps nothing in storage at
//! creation. Its immutables are another matter: only running the creation code fills them in. So a stand-in is plain
//! data, and [`runtime_codes`] asks an EVM, any, what each creation code leaves behind.

use crate::artifacts::{self, Artifact};
use crate::x402::{ERC3009_COLLECTOR, ESCROW};
use alloy::{
    primitives::{Address, Bytes, TxKind, address},
    providers::{DynProvider, Provider},
    rpc::types::{TransactionInput, TransactionRequest},
    sol_types::SolValue,
    transports::TransportError,
};

/// The chain that the embedded one takes its identity from, Base Sepolia: stock clients know its dollar.
pub const CHAIN_ID: u64 = 84_532;
/// The dollar that stock clients pay with on [`CHAIN_ID`].
pub const USDC: Address = address!("036CbD53842c5426634e7929541eC2318f3dCF7e");
/// At the same address on nearly every chain.
pub const MULTICALL3: Address = address!("cA11bde05977b3631167028862bE2a173976CA11");

/// Creation gas that an EVM is asked to allow; the escrow, the largest, uses about a third.
const CREATION_GAS_MAX: u64 = 10_000_000;

/// One contract of the genesis.
#[derive(Clone, Debug)]
pub struct StandIn {
    pub name: &'static str,
    pub address: Address,
    /// With constructor arguments.
    pub creation_code: Bytes,
}

/// All of them. `minter` is who may mint the dollar.
pub fn all(minter: Address) -> [StandIn; 4] {
    [
        stand_in(artifacts::USDC, USDC, &minter.abi_encode()),
        stand_in(artifacts::BATCH_SETTLEMENT, ESCROW, &[]),
        stand_in(artifacts::ERC3009_DEPOSIT_COLLECTOR, ERC3009_COLLECTOR, &ESCROW.abi_encode()),
        stand_in(artifacts::MULTICALL3, MULTICALL3, &[]),
    ]
}

fn stand_in(artifact: Artifact, address: Address, arguments: &[u8]) -> StandIn {
    let creation_code = [&artifact.creation_code(), arguments].concat().into();
    StandIn { name: artifact.name, address, creation_code }
}

/// What a genesis puts at each address. `evm` is any node; one with an empty chain will do, nothing is sent to it.
///
/// The codes work at addresses other than where they were created, because OpenZeppelin's EIP-712 domain notices that
/// and computes itself anew.
pub async fn runtime_codes(evm: &DynProvider, minter: Address) -> Result<Vec<(Address, Bytes)>, TransportError> {
    let mut codes = Vec::new();
    for StandIn { address, creation_code, .. } in all(minter) {
        let creation = TransactionRequest {
            to: Some(TxKind::Create),
            input: TransactionInput::new(creation_code),
            gas: Some(CREATION_GAS_MAX),
            ..Default::default()
        };
        codes.push((address, evm.call(creation).await?));
    }
    Ok(codes)
}
