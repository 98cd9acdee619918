"""Decides one SMT-LIB query with three solvers: yices, which is quick about bits; a little later beside it z3, which sees through
storage that was written and read; then cvc5, which is good at division, because it reads bit vectors as integers.

Whichever says `sat` or `unsat` first is believed, and its whole answer printed. The prover ends this program, and with it
the solvers, when the proof's time is over.
"""

import queue
import subprocess
import sys
import threading

HEAD_START_SECONDS = 1
SOLVERS = [
    ["yices-smt2", "--smt2-model-format", "--bvconst-in-decimal"],
    ["z3"],
    [sys.executable, __file__, "--cvc5"],
]


def ask_cvc5(query: str) -> None:
    import cvc5

    solver = cvc5.Solver()
    solver.setOption("solve-bv-as-int", "sum")
    solver.setOption("produce-models", "true")
    parser = cvc5.InputParser(solver)
    parser.setFileInput(cvc5.InputLanguage.SMT_LIB_2_6, query)
    while not (command := parser.nextCommand()).isNull():
        print(command.invoke(solver, parser.getSymbolManager()), end="", flush=True)


def start(command: list[str], answers: queue.SimpleQueue) -> subprocess.Popen:
    solver = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    threading.Thread(target=lambda: answers.put(solver.communicate()[0]), daemon=True).start()
    return solver


def ask_all(query: str) -> str:
    answers = queue.SimpleQueue()
    solvers = []
    heard = 0
    answer = ""
    while not decided(answer) and heard < len(SOLVERS):
        last = len(solvers) == len(SOLVERS)
        if not last:
            solvers.append(start([*SOLVERS[len(solvers)], query], answers))
        try:
            answer = answers.get(timeout=None if last else HEAD_START_SECONDS)
            heard += 1
        except queue.Empty:
            pass  # It has had its head start.
    for solver in solvers:
        solver.kill()
    return answer if decided(answer) else "unknown"


def decided(answer: str) -> bool:
    return answer.startswith(("sat", "unsat"))


if __name__ == "__main__":
    if sys.argv[1] == "--cvc5":
        ask_cvc5(sys.argv[2])
    else:
        print(ask_all(sys.argv[1]), end="")
