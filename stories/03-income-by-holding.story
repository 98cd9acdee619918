# Income reaches a holder by merely holding
#
# Customers pay the till. Anyone can collect: 60 % goes to the holders here, the rest waits for the operator. Nothing has to
# be staked, locked or registered. What a holder is owed stays owed until it is claimed.

people  alice, bob, carol
terms   price 1.00, hard cap 1000 shares, holders 60 %, reserve none

day 0         alice     buys 750 shares
day 0         bob       buys 250 shares
day 0         bob       closes the sale

day 1         carol     pays 10.00                    | the till has 10.00; alice is owed 0.00
day 1         carol     collects                      | alice is owed 4.50; bob is owed 1.50; the operator's part is 4.00
day 2         carol     pays 0.01
day 2         carol     collects                      | alice is owed 4.5045; bob is owed 1.5015; the operator's part is 4.004

day 3         bob       claims                        | bob has 999751.5015; bob is owed 0.00; alice is owed 4.5045
day 30        carol     claims for alice              | alice has 999254.5045; alice is owed 0.00

# The smallest amount there is: the holders' part is rounded up. Of the one millionth, nobody's share makes a whole one yet.
day 31        carol     pays 0.000001
day 31        carol     collects                      | the operator's part is 4.004; alice is owed 0.00; bob is owed 0.00
day 32        carol     pays 0.000001
day 32        carol     collects                      | alice is owed 0.000001; bob is owed 0.00
