"""RS-1 in Mesa: a model object for each path, customers as a number. An agent for each customer is ten times slower."""

import mesa

import rs1


class RevenueShare(mesa.Model):
    def __init__(self, seed):
        super().__init__(rng=seed)
        self.customers, self.excess, self.price = rs1.CUSTOMERS_AT_START, 0.0, rs1.FLOOR
        self.reserve, self.paid = 0.0, 0.0

    def step(self):
        after = rs1.hour(self.rng, self.customers, self.excess, self.price, self.reserve)
        self.customers, self.excess, self.price, self.reserve, payout = after
        self.paid += payout


def run(paths, hours, seed):
    ends = []
    for path in range(paths):
        model = RevenueShare(seed * 1_000_000 + path)
        for _ in range(hours):
            model.step()
        ends.append((model.paid, model.customers, model.price))
    return ends


if __name__ == "__main__":
    rs1.measure(run)
