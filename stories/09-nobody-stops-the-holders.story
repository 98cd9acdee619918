# A greedy operator cannot stop the holders
#
# The operator's powers are few. It cannot keep revenue from being split, cannot touch what holders are owed, cannot make
# shares for itself, and can change the split only in the holders' favour. It need not even be there.

people  alice, carol
terms   price 1.00, hard cap 100 shares, holders 60 %, reserve none

day 0         alice     buys 100 shares
day 0         alice     closes the sale
day 1         carol     pays 10.00

# It does not collect and does not pull; others do, and the holders have theirs.
day 2         alice     collects                      | alice is owed 6.00; the operator's part is 4.00
day 2         alice     claims                        | alice has 999906.00
day 3         operator  mints 50 shares               | refused: OnlyOffering
day 3         operator  raises the holders' part to 50 %  | refused: HoldersBpsNotRaised
day 3         operator  moves 1 share from alice to operator  | refused: ERC20InsufficientAllowance
day 3         alice     pulls to alice                | refused: OnlyOperator

# A raise holds for everything that is not collected yet, and cannot be taken back.
day 4         carol     pays 10.00
day 4         operator  raises the holders' part to 70 %
day 4         alice     collects                      | alice is owed 7.00; the operator's part is 7.00
day 4         operator  raises the holders' part to 60 %  | refused: HoldersBpsNotRaised

# Months later its part still waits for it, untouched.
day 200       operator  pulls                         | operator has 1000007.00; the till has 0.00; alice is owed 7.00
