# A transfer keeps what was earned
#
# Selling a share sells its future. What it earned before stays with the one who held it then, to the last unit.

people  alice, bob, carol
terms   price 1.00, hard cap 100 shares, holders 100 %, reserve none

day 0         alice     buys 100 shares
day 0         alice     closes the sale
day 1         carol     pays 70.00
day 1         carol     collects                      | alice is owed 70.00

day 2         alice     transfers 50 shares to bob    | alice is owed 70.00; bob is owed 0.00; bob has 50 shares
day 2         alice     transfers 50 shares to alice  | alice is owed 70.00
day 2         alice     transfers 51 shares to bob    | refused: ERC20InsufficientBalance
day 3         carol     pays 1.00
day 3         carol     collects                      | alice is owed 70.50; bob is owed 0.50

# Somebody else may move shares when allowed to, and the same holds.
day 4         alice     lets carol move 20 shares
day 4         carol     moves 20 shares from alice to bob  | alice has 30 shares; bob has 70 shares; alice is owed 70.50; bob is owed 0.50
day 4         carol     moves 1 share from alice to carol  | refused: ERC20InsufficientAllowance

# Even with no share left, what was earned can be claimed.
day 5         alice     transfers 30 shares to bob    | alice has 0 shares; alice is owed 70.50
day 5         alice     claims                        | alice has 999970.50
