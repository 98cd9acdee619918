//! The model's commands as transactions, one for one: what drives the contracts with the model beside them needs no other
//! way in.

use crate::bindings::Share;
use crate::deployment::Deployment;
use crate::verbs;
use alloy::rpc::types::TransactionRequest;
use usufruct_model::Command;

impl Deployment {
    /// The transaction that asks for `command`. Anyone may ask for anything; the purse decides.
    pub fn transaction(&self, command: &Command) -> TransactionRequest {
        let to_share = self.purses.share;
        match *command {
            Command::TransferCash { to, amount } => verbs::transfer_cash(self.currency, to, amount),
            Command::ApproveCash { spender, amount } => verbs::approve_cash(self.currency, spender, amount),

            Command::Transfer { to, value } => self.transfer(to, value),
            Command::TransferFrom { from, to, value } => self.transfer_from(from, to, value),
            Command::Approve { spender, value } => self.approve(spender, value),
            Command::Claim => self.claim(),
            Command::ClaimTo { to } => self.claim_to(to),
            Command::ClaimFor { holder } => self.claim_for(holder),
            Command::ClaimMany { ref holders } => self.claim_many(holders.clone()),
            Command::SetPayee { payee } => self.set_payee(payee),
            Command::Drip => self.drip(),

            // Only the other purses may; everybody else is refused, and that has to be asked for too.
            Command::Credit { amount } => verbs::call(to_share, &Share::creditCall { amount }),
            Command::Mint { to, shares } => verbs::call(to_share, &Share::mintCall { to, shares }),
            Command::Burn { holder, shares } => verbs::call(to_share, &Share::burnCall { holder, shares }),
            Command::BeginDripping => verbs::call(to_share, &Share::beginDrippingCall {}),
            Command::ReleaseReserve => verbs::call(to_share, &Share::releaseReserveCall {}),

            Command::Collect => self.collect(),
            Command::Remit { report_hash, amount } => self.remit(report_hash, amount),
            Command::Pull { to } => self.pull(to),
            Command::RaiseHoldersBps { holders_bps } => self.raise_holders_bps(holders_bps),
            Command::OfferOperator { candidate } => self.offer_operator(candidate),
            Command::AcceptOperator => self.accept_operator(),

            Command::Buy { shares, to } => self.buy(shares, to),
            Command::Close => self.close(),
            Command::Draw { to } => self.draw(to),
            Command::WindDown => self.wind_down(),
            Command::Redeem { shares } => self.redeem(shares),
        }
    }
}
