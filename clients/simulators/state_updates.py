"""RS-1 as radCAD and cadCAD want it: a state, a policy that decides what an hour brings, and a function for each variable."""

import numpy as np

import rs1

NAMES = ("customers", "excess", "price", "reserve", "paid")
START = dict(zip(NAMES, (rs1.CUSTOMERS_AT_START, 0.0, rs1.FLOOR, 0.0, 0.0)))


def blocks(seed):
    """The one block of an hour. One generator for all runs, which follow each other in one process."""
    rng = np.random.Generator(np.random.SFC64(seed))

    def policy(_parameters, _substep, _history, state):
        after = rs1.hour(rng, state["customers"], state["excess"], state["price"], state["reserve"])
        return dict(zip(NAMES, (*after[:4], state["paid"] + after[4])))

    def becomes(name):
        return lambda _parameters, _substep, _history, _state, decided: (name, decided[name])

    return [{"policies": {"hour": policy}, "variables": {name: becomes(name) for name in NAMES}}]


def ends(records, hours):
    return [(r["paid"], r["customers"], r["price"]) for r in records if r["timestep"] == hours]
