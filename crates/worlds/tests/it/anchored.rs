//! Worlds that once broke, as small as they could be made. Each stays for ever.

use usufruct_worlds::run;

#[test]
fn what_broke_once_holds() {
    for (recipe, because) in [
        // Found here, mended in `crates/gateway/src/sale/refund.rs`.
        (
            "26 without RpcEmptyLogs,RpcNull,RpcBurst,TxLost,Crash,ResponseLost,Reorder",
            "a refund whose outcome nobody knew was followed by sales on the balance from before it",
        ),
        // Found here, mended in `crates/ledger/src/ledger.rs`.
        ("33", "a node left logs out, and the ledger's capital was gone"),
        ("66", "a node left a transfer of shares out, and two holders' balances were wrong"),
        ("73", "a node left the whole sale out, and the ledger believed that it was still open"),
        // Found here, in the world itself: what is executed again later can come too late.
        ("177", "a deposit came back after a reorganisation when its authorisation had run out"),
    ] {
        let recipe = recipe.parse().expect("a recipe");
        assert_eq!(run(&recipe, false).broken, None, "{because}");
    }
}
