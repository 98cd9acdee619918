# Revenue from elsewhere
#
# The operator may bring revenue that it earned by card or invoice. It is split like any other, and the books mark it for
# ever as brought by the operator. What customers paid meanwhile is collected first, so that the two never mix.

people  alice, carol
terms   price 1.00, hard cap 100 shares, holders 60 %, reserve none

day 0         alice     buys 100 shares
day 0         alice     closes the sale
day 1         carol     pays 5.00                     | the till has 5.00
day 1         operator  remits 20.00                  | alice is owed 15.00; the operator's part is 10.00; operator has 999980.00
day 1         operator  remits 0.00                   | alice is owed 15.00
day 1         alice     remits 1.00                   | refused: OnlyOperator

# Cash that is sent to another purse is a gift to nobody: it is income of no one and changes no one's shares.
day 2         carol     sends 3.00 to the share       | alice is owed 15.00; the share has 18.00
day 2         carol     sends 3.00 to the offering    | drawable is 7.50; the offering has 103.00
day 3         alice     claims                        | alice has 999915.00; the share has 3.00
