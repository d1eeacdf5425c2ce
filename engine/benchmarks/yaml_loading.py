"""What reading a workflow with positions costs, as a multiple of PyYAML's C loader in the same run.

Both read the same 700 lines from memory; rounds are interleaved, and the median of the ratios per
round is shown. Run: python engine/benchmarks/yaml_loading.py
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import yaml

from switchover.engine.config import TaskTypes, parse_workflow, parse_yaml

TARGET = 2.0
LINES = 700
ROUNDS = 41
SEED = Path(__file__).parent.parent / "fuzz" / "seeds" / "every_type.yaml"


def workflow_text() -> str:
    """The sample workflow with its tasks repeated until it has 700 lines."""
    head, _, rest = SEED.read_text("utf-8").partition("\ntasks:\n")
    tasks, _, _ = rest.partition("\noutputs:\n")
    text = f"{head}\ntasks:\n"
    while text.count("\n") < LINES:
        text += tasks
    return text


def seconds(call: Callable[[], object], repeat: int = 5) -> float:
    start = perf_counter()
    for _ in range(repeat):
        call()
    return (perf_counter() - start) / repeat


def ratio(control: Callable[[], object], candidate: Callable[[], object]) -> tuple[float, float]:
    """The median ratio of paired rounds, and the candidate's median seconds."""
    pairs = []
    for index in range(ROUNDS):
        first, second = (control, candidate) if index % 2 else (candidate, control)
        times = {first: seconds(first), second: seconds(second)}
        pairs.append((times[candidate] / times[control], times[candidate]))
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def main() -> int:
    text, types = workflow_text(), TaskTypes()

    def bare() -> object:
        return yaml.load(text, Loader=yaml.CSafeLoader)

    rows = {
        "data and positions": ratio(bare, lambda: parse_yaml(text)),
        "a workflow, filled in": ratio(bare, lambda: parse_workflow(text, types)),
    }
    print(f"{text.count(chr(10))} lines; target: at most {TARGET} × yaml.CSafeLoader")
    for name, (multiple, took) in rows.items():
        print(f"{name:24} {multiple:5.2f} ×   {took * 1e3:6.2f} ms")
    return 0 if all(multiple <= TARGET for multiple, _ in rows.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
