"""RS-1 in radCAD, in its fastest setting: one process, no deep copies, no substeps kept."""

import radcad
from radcad.engine import Backend, Engine

import rs1
import state_updates


def run(paths, hours, seed):
    model = radcad.Model(initial_state=state_updates.START, state_update_blocks=state_updates.blocks(seed), params={})
    simulation = radcad.Simulation(model=model, timesteps=hours, runs=paths)
    experiment = radcad.Experiment([simulation])
    experiment.engine = Engine(backend=Backend.SINGLE_PROCESS, deepcopy=False, drop_substeps=True)
    return state_updates.ends(experiment.run(), hours)


if __name__ == "__main__":
    rs1.measure(run)
