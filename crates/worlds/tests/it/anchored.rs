//! Worlds that once broke. Each stays for ever.
//!
//! A recipe names the same world only as long as nothing changes what is drawn or asked in it. What was found in the
//! product therefore has a test of its own in its crate as well, which is named here.

use usufruct_worlds::run;

#[test]
fn what_broke_once_holds() {
    for (recipe, because) in [
        // Mended in `crates/worlds/src/board.rs`: what the world asks itself waits for nobody.
        ("340", "a ledger that was opened again at the end waited for ever"),
        // Mended in `crates/ledger/src/audit.rs`, tested in `crates/ledger/tests/it/omissions.rs`.
        ("1339", "all that the escrow had logged was left out, and the block was taken for checked"),
        // Mended in `crates/worlds/src/witness.rs`: what cost nothing may be done again.
        (
            "2383 without RpcError,RpcLag,RpcEmptyLogs,RpcDuplicate,TxLost,Crash,Clock,ResponseLost,Reorder,Upstream \
             steps 145 skip 0-26,30-41,44-80,82,84-96,98-122,124-144",
            "two payments for one thing that cost nothing were taken for one payment",
        ),
        ("911", "a payment for what cost nothing was served again after another one"),
    ] {
        let recipe = recipe.parse().expect("a recipe");
        assert_eq!(run(&recipe, false).broken, None, "{because}");
    }
}
