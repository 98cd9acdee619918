# A share sale that misses its soft cap
#
# If too few want shares, everybody gets back exactly what they paid, whoever comes first. Nobody has to be asked.

people  alice, bob, mallory
terms   price 1.00, soft cap 100 shares, hard cap 1000 shares, sale until day 10

day 0         alice     buys 30 shares             | alice has 999970.00
day 3         bob       buys 60 shares                | bob has 999940.00
day 10        mallory   closes the sale               | refused: SaleNotOver
day 11        bob       buys 50 shares                | refused: SaleEnded
day 11        mallory   closes the sale               | the sale is failed
day 11        operator  draws                         | refused: WrongPhase

day 12        bob       redeems 60 shares             | bob has 1000000.00; bob has 0 shares
day 12        bob       redeems 1 share               | refused: ERC20InsufficientBalance
day 400       alice     redeems 30 shares          | alice has 1000000.00; the offering has 0.00
