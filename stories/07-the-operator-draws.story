# The operator draws as income arrives
#
# Of the capital, the operator gets a part at once to begin with, here 20 %. The rest is released by income: half a unit for
# each unit that reached the holders. Paying oneself to get at the capital costs twice what it releases.

people  alice, carol, mallory
terms   price 1.00, soft cap 100 shares, hard cap 100 shares, holders 80 %, upfront 20 %, match 50 %

day 0         alice     buys 100 shares               | drawable is 0.00
day 0         operator  draws                         | refused: WrongPhase
day 0         alice     closes the sale               | drawable is 20.00
day 0         mallory   draws to mallory              | refused: OnlyOperator
day 0         operator  draws                         | operator has 1000020.00; drawable is 0.00

day 5         carol     pays 100.00
day 5         carol     collects                      | alice is owed 80.00; the operator's part is 20.00; drawable is 40.00
day 5         operator  draws                         | operator has 1000060.00; drawable is 0.00
day 5         operator  pulls                         | operator has 1000080.00; the operator's part is 0.00

# Never more than was raised, however much is earned.
day 6         carol     pays 1000.00
day 6         carol     collects                      | drawable is 40.00
day 6         operator  draws                         | operator has 1000120.00; the offering has 0.00; drawable is 0.00
