# Demand stalls and capital goes home
#
# Nobody has to say that a venture has failed: silence does. If less than the floor was earned for a whole period, anyone can
# wind it down. The operator's access to the capital ends, the whole reserve is released to the holders, and they redeem.

people  alice, bob, carol
terms   price 1.00, hard cap 100 shares, holders 100 %, reserve 3 days, upfront 10 %, floor 5.00 in 30 days

day 0         alice     buys 60 shares
day 0         bob       buys 40 shares
day 0         bob       closes the sale
day 0         operator  draws                         | operator has 1000010.00

# Ten units show demand and release five of capital. A token payment does not count as life.
day 10        carol     pays 10.00
day 10        carol     collects                      | drawable is 5.00
day 39        operator  pays 0.01
day 39        operator  collects                      | the venture is alive
day 40        alice     winds down                    | refused: NotStalled
day 40 00:00:01  alice  waits                         | the venture is stalled; drawable is 5.005
day 41        alice     winds down                    | the sale is wound down; the reserve is 0.00; drawable is 0.00
day 41        operator  draws                         | refused: WrongPhase

# All income, 10.01, has reached the holders. The capital was 100, the operator took 10, so 90 goes back: 0.90 a share.
day 41        alice     waits                         | alice is owed 6.005999; bob is owed 4.003999
day 42        alice     redeems 60 shares             | alice has 999994.00; alice is owed 6.005999
day 42        bob       redeems 40 shares             | bob has 999996.00; the offering has 0.00
day 42        alice     claims                        | alice has 1000000.005999
