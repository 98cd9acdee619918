# A contract is paid out only where it wants
#
# Anyone can pay a holder out, and that is welcome: it costs the holder nothing. But cash that is pushed into a pool of
# other people's money would be a gift to whoever takes it first. So a contract has to name where its income goes.

people  alice, bob, carol
contracts  pool
terms   price 1.00, hard cap 100 shares, holders 100 %, reserve none

day 0         alice     buys 40 shares
day 0         alice     buys 60 shares for pool       | pool has 60 shares
day 0         alice     closes the sale
day 1         carol     pays 10.00
day 1         carol     collects                      | pool is owed 6.00; alice is owed 4.00

day 2         carol     claims for pool               | refused: PayeeUnknown
day 2         carol     claims for alice, pool        | alice has 999904.00; pool is owed 6.00; pool has 0.00
day 3         pool      names bob as payee
day 3         carol     claims for pool               | bob has 1000006.00; pool is owed 0.00

# What it claims itself it gets itself.
day 4         carol     pays 10.00
day 4         carol     collects
day 4         pool      claims                        | pool has 6.00

# Without a payee it is as before.
day 5         pool      names nobody as payee
day 5         carol     claims for pool               | refused: PayeeUnknown
day 5         pool      names the share as payee      | refused: ERC20InvalidReceiver
