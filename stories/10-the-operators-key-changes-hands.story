# The operator's key changes hands
#
# In two steps, so that a mistyped address takes nothing: the operator offers, the new key accepts. What waits in the till
# belongs to whoever is the operator when it is pulled.

people  alice, carol, nina, mallory
terms   price 1.00, hard cap 100 shares, holders 60 %, reserve none, upfront 20 %, match 50 %

day 0         alice     buys 100 shares
day 0         alice     closes the sale
day 1         carol     pays 10.00
day 1         carol     collects                      | the operator's part is 4.00

day 2         mallory   takes the till over           | refused: OnlyCandidate
day 2         mallory   offers the till to mallory    | refused: OnlyOperator
day 2         operator  offers the till to mallory
day 2         operator  offers the till to nina
day 2         mallory   takes the till over           | refused: OnlyCandidate
day 3         nina      takes the till over

day 3         operator  pulls                         | refused: OnlyOperator
day 3         operator  draws                         | refused: OnlyOperator
day 3         nina      pulls to nina                 | nina has 1000004.00
day 3         nina      draws to nina                 | nina has 1000027.00
day 3         nina      takes the till over           | refused: OnlyCandidate
