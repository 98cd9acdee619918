"""RS-1 in cadCAD, in its fastest setting: one process, no deep copies."""

from cadCAD.configuration import Experiment
from cadCAD.configuration.utils import config_sim
from cadCAD.engine import ExecutionContext, ExecutionMode, Executor

import rs1
import state_updates


def run(paths, hours, seed):
    experiment = Experiment()
    experiment.append_model(
        model_id="rs1",
        sim_configs=config_sim({"N": paths, "T": range(hours)}),
        initial_state=state_updates.START,
        partial_state_update_blocks=state_updates.blocks(seed),
    )
    context = ExecutionContext(ExecutionMode().single_mode, additional_objs={"deepcopy_off": True})
    records, _, _ = Executor(exec_context=context, configs=experiment.configs).execute()
    return state_updates.ends(records, hours)


if __name__ == "__main__":
    rs1.measure(run)
