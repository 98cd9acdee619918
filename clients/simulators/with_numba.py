"""RS-1 in Numba: one path after the other in loops that are compiled for this processor."""

import math

import numba
import numpy as np

import rs1


@numba.njit
def simulate(paths, hours, seed):
    np.random.seed(seed)
    ends = np.empty((paths, 3))
    for path in range(paths):
        customers, excess, price, reserve, paid = rs1.CUSTOMERS_AT_START, 0.0, rs1.FLOOR, 0.0, 0.0
        for _ in range(hours):
            log_price = excess / rs1.KAPPA + rs1.LOG_FLOOR
            acceptance = 1 / (1 + math.exp(rs1.SENSITIVITY * (log_price - rs1.LOG_PRICE_OF_HALF)))
            arrivals = np.random.poisson(rs1.ARRIVALS * acceptance)
            customers += arrivals - np.random.binomial(customers, rs1.LEAVES)
            sold = np.random.poisson(customers * rs1.UNITS * acceptance)
            reserve += rs1.SHARE * sold * price
            payout = reserve * rs1.PAID_OF_RESERVE
            reserve -= payout
            paid += payout
            excess = max(0.0, excess + sold - rs1.TARGET)
            price = rs1.FLOOR * math.exp(excess / rs1.KAPPA)
        ends[path, 0], ends[path, 1], ends[path, 2] = paid, customers, price
    return ends


def run(paths, hours, seed):
    return [tuple(end) for end in simulate(paths, hours, seed)]


if __name__ == "__main__":
    rs1.measure(run, warm_up=lambda: simulate(2, 10, 1))
