//! The venture comes to life: created through the Factory, its shares sold to the holders, the sale closed. All of it by
//! transactions that each party signs itself.

use alloy::primitives::{B256, U256};
use alloy::providers::DynProvider;
use anyhow::{Context, Result};
use usufruct_model::Terms;
use usufruct_protocol::deployment::Deployment;
use usufruct_protocol::standins::USDC;
use usufruct_protocol::{deploy, verbs};

use super::cast::{Cast, sender};

/// Creates the venture with `terms`.
pub async fn create(provider: &DynProvider, cast: &Cast, terms: &Terms) -> Result<Deployment> {
    let operator = sender(provider, &cast.operator).await?;
    let factory = deploy::create_factory(&operator).await.context("cannot create the Factory")?;
    deploy::create_venture(&operator, factory, terms, B256::ZERO).await.context("cannot create the venture")
}

/// Each holder buys its shares; the last purchase reaches the hard cap, so the sale can be closed at once. Then the operator
/// draws the part of the capital that it may have before any income.
pub async fn sell(provider: &DynProvider, cast: &Cast, venture: &Deployment, terms: &Terms) -> Result<()> {
    let minter = sender(provider, &cast.minter).await?;
    for holder in &cast.holders {
        let cost = U256::from(holder.shares) * U256::from(terms.price);
        let address = holder.key.address();
        let buyer = sender(provider, &holder.key).await?;
        let failed = || format!("{} cannot buy its shares", holder.name);
        minter.send(&verbs::mint_cash(USDC, address, cost)).await.with_context(failed)?;
        buyer.send(&verbs::approve_cash(USDC, venture.purses.offering, cost)).await.with_context(failed)?;
        buyer.send(&venture.buy(U256::from(holder.shares), address)).await.with_context(failed)?;
    }
    let operator = sender(provider, &cast.operator).await?;
    operator.send(&venture.close()).await.context("cannot close the sale")?;
    operator.send(&venture.draw(cast.operator.address())).await.context("cannot draw the capital released at once")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use alloy::eips::BlockId;
    use usufruct_chain::{Chain, Clock};
    use usufruct_model::{offering, share};
    use usufruct_protocol::client::Client;

    use super::super::{funding, terms};
    use super::*;
    use crate::genesis;

    #[tokio::test]
    async fn the_sale_ends_with_every_share_bought_and_the_capital_partly_drawn() {
        let cast = Cast::of(1);
        let now = 1_000_000;
        let genesis = genesis::with_stand_ins(now, cast.minter.address(), &cast.senders()).await.expect("a genesis");
        let chain = Chain::open(&genesis, Clock::manual(now), None).expect("a chain in memory");
        let terms = terms::venture(cast.operator.address(), now);
        let provider = chain.provider();
        let venture = create(&provider, &cast, &terms).await.expect("good terms");
        sell(&provider, &cast, &venture, &terms).await.expect("a sale");

        let client = Client::new(provider, venture);
        let views = client.views(BlockId::latest()).await.expect("the purses answer");
        assert_eq!(views.offering.phase, offering::Phase::Active);
        assert_eq!(views.share.phase, share::Phase::Dripping);
        assert_eq!(views.share.supply, terms.hard_cap);
        assert_eq!(views.offering.drawn.0 * 5, views.offering.raised.0);

        let purses: Vec<_> = (1..=3_000_u16)
            .map(|i| (alloy::primitives::Address::left_padding_from(&i.to_be_bytes()), 7_u128))
            .collect();
        funding::mint_all(&chain, &client, &cast.minter, &purses).await.expect("mints");
        assert_eq!(client.cash(purses[0].0, BlockId::latest()).await.expect("a balance"), U256::from(7));
    }
}
