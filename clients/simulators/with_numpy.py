"""RS-1 in NumPy: all paths at once in arrays, an hour after the other."""

import numpy as np

import rs1


def run(paths, hours, seed):
    rng = np.random.Generator(np.random.SFC64(seed))
    customers = np.full(paths, rs1.CUSTOMERS_AT_START)
    excess, price = np.zeros(paths), np.full(paths, rs1.FLOOR)
    reserve, paid = np.zeros(paths), np.zeros(paths)
    for _ in range(hours):
        acceptance = 1 / (1 + np.exp(rs1.SENSITIVITY * (excess / rs1.KAPPA + rs1.LOG_FLOOR - rs1.LOG_PRICE_OF_HALF)))
        customers = customers + rng.poisson(rs1.ARRIVALS * acceptance) - rng.binomial(customers, rs1.LEAVES)
        sold = rng.poisson(customers * rs1.UNITS * acceptance)
        reserve += rs1.SHARE * sold * price
        payout = reserve * rs1.PAID_OF_RESERVE
        reserve -= payout
        paid += payout
        excess = np.maximum(0, excess + sold - rs1.TARGET)
        price = rs1.FLOOR * np.exp(excess / rs1.KAPPA)
    return zip(paid, customers, price)


if __name__ == "__main__":
    rs1.measure(run)
