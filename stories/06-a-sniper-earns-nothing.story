# A sniper earns nothing
#
# Mallory sees that income is about to be released, buys shares just before and sells them just after. Because the reserve
# releases by time and not by event, holding for no time earns nothing, and holding for a minute earns a minute.

people  alice, carol, mallory
terms   price 1.00, hard cap 100 shares, holders 100 %, reserve 10 days

day 0         alice     buys 100 shares
day 0         alice     closes the sale
day 1         carol     pays 1000.00
day 1         carol     collects                      | the reserve is 1000.00

# A day later 1000 - 1000/e^0.1 = 95.162581... is due. Mallory comes at that moment.
day 2         carol     drips                         | alice is owed 95.162581
day 2         alice     transfers 90 shares to mallory
day 2         mallory   drips                         | mallory is owed 0.00
day 2         mallory   collects                      | mallory is owed 0.00
day 2         mallory   claims                        | mallory has 1000000.00
day 2         mallory   transfers 90 shares to alice  | mallory has 0 shares; alice is owed 95.162581

# Staying for one minute earns 90 % of what a minute releases: 904.83... * (1 - 1/e^(1/14400)) = 0.062833...
day 2         alice     transfers 90 shares to mallory
day 2 00:01   mallory   drips                         | mallory is owed 0.05655
