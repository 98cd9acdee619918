# The reserve smooths a busy day
#
# Income enters a reserve and leaves it by one law: what is there shrinks to 1/e = 0.36787944... in each time constant, here one
# day. Looking often or rarely makes no difference, and all of it arrives in the end: smoothing changes when, never how much.

people  alice, carol
terms   price 1.00, hard cap 100 shares, holders 100 %, reserve 1 day

day 0         alice     buys 100 shares
day 0         alice     closes the sale

day 1         carol     pays 100.00
day 1         carol     collects                      | the reserve is 100.00; alice is owed 0.00

# After one day 100/e is left: 36.787944..., so 63.212055... is what a drip would release.
day 2         carol     waits                         | alice is owed 0.00; alice would get 63.212055
day 2         carol     drips                         | alice is owed 63.212055; the reserve is 36.787944
day 2         carol     drips                         | alice is owed 63.212055; the reserve is 36.787944

# Poked at odd moments or not, after the third day 100/(e*e) = 13.533528... is left.
day 2 07:13   carol     drips
day 2 07:14   carol     drips
day 3         carol     drips                         | the reserve is 13.533528; alice is owed 86.466471
day 3         alice     claims                        | alice is owed 0.00; the share has 13.533529

# Thirty more days leave less than the smallest amount, and all but that has reached the holder.
day 33        carol     drips                         | the reserve is 0.00; alice is owed 13.533528
