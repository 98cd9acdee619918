# A share sale that succeeds
#
# Every share is bought, at one fixed price, and there are no founder's shares. What buyers pay is kept apart from what
# customers pay, for ever. When the cap is reached or the last day is over, anyone can close the sale.

people  alice, bob
terms   price 1.00, soft cap 100 shares, hard cap 1000 shares, sale until day 10

day 0         alice     buys 600 shares               | alice has 600 shares; the offering has 600.00
day 1         bob       buys 500 shares               | refused: HardCapExceeded
day 1         bob       closes the sale               | refused: SaleNotOver
day 1         bob       buys 400 shares               | bob has 400 shares; the offering has 1000.00
day 1         bob       closes the sale               | the sale is active

# The money of the sale did not become anybody's income, and it cannot be taken back: it buys a running service.
day 1         alice     waits                         | alice is owed 0.00; the reserve is 0.00
day 1         alice     redeems 1 share               | refused: WrongPhase
day 1         alice     buys 1 share                  | refused: WrongPhase
