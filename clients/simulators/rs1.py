"""RS-1, the reference model of crates/lab/src/reference_model.rs, and how a simulator of it is measured.

Each simulator is a program of its own that says how it runs the model and hands that to `measure`, which prints one
line of JSON. Time is the processor's, of the process and of those that it started, and begins when everything is
imported and compiled.
"""

import argparse
import contextlib
import json
import math
import resource
import statistics
import sys

CUSTOMERS_AT_START = 50
ARRIVALS = 0.05
CHURN = 5e-4
UNITS = 1.0
SENSITIVITY = 2.0
PRICE_OF_HALF = 1.5
FLOOR = 1.0
TARGET = 25.0
KAPPA = 600.0
TAU = 720.0
SHARE = 0.8

LEAVES = 1 - math.exp(-CHURN)
PAID_OF_RESERVE = 1 - math.exp(-1 / TAU)
LOG_FLOOR = math.log(FLOOR)
LOG_PRICE_OF_HALF = math.log(PRICE_OF_HALF)


def hour(rng, customers, excess, price, reserve):
    """One hour of one path with Python's numbers: (customers, excess, price, reserve, payout)."""
    acceptance = 1 / (1 + math.exp(SENSITIVITY * (excess / KAPPA + LOG_FLOOR - LOG_PRICE_OF_HALF)))
    customers = customers + int(rng.poisson(ARRIVALS * acceptance)) - int(rng.binomial(customers, LEAVES))
    sold = int(rng.poisson(customers * UNITS * acceptance))
    reserve = reserve + SHARE * sold * price
    payout = reserve * PAID_OF_RESERVE
    excess = max(0.0, excess + sold - TARGET)
    return customers, excess, FLOOR * math.exp(excess / KAPPA), reserve - payout, payout


def measure(run, warm_up=lambda: None):
    """Times `run(paths, hours, seed)`, which answers with (payout, customers, price) of each path's end."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--paths", type=int, required=True)
    arguments.add_argument("--hours", type=int, default=8760)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    # Some simulators greet.
    with contextlib.redirect_stdout(sys.stderr):
        warm_up()
        begun = processor_seconds()
        ends = run(chosen.paths, chosen.hours, chosen.seed)
        took = processor_seconds() - begun
    found = {"paths": chosen.paths, "hours": chosen.hours, "steps_per_second": chosen.paths * chosen.hours / took}
    for name, values in zip(("payout", "customers", "price"), zip(*ends)):
        values = [float(value) for value in values]
        found[f"{name}_mean"] = statistics.fmean(values)
        found[f"{name}_sd"] = statistics.stdev(values)
    print(json.dumps(found))


def processor_seconds():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)
