"""What reading a workflow with positions costs, as a multiple of PyYAML's C loader in the same run.

Both read the same 700 lines from memory; rounds are interleaved, and the median of the ratios per
round is shown. Run: python engine/benchmarks/yaml_loading.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from paired import ratio

from switchover.engine.config import TaskTypes, parse_workflow, parse_yaml

TARGET = 2.0
LINES = 700
ROUNDS, CALLS = 41, 5
SEED = Path(__file__).parent.parent / "fuzz" / "seeds" / "every_type.yaml"


def workflow_text() -> str:
    """The sample workflow with its tasks repeated until it has 700 lines."""
    head, _, rest = SEED.read_text("utf-8").partition("\ntasks:\n")
    tasks, _, _ = rest.partition("\noutputs:\n")
    text = f"{head}\ntasks:\n"
    while text.count("\n") < LINES:
        text += tasks
    return text


def main() -> int:
    text, types = workflow_text(), TaskTypes()

    def bare() -> object:
        return yaml.load(text, Loader=yaml.CSafeLoader)

    rows = {
        "data and positions": ratio(bare, lambda: parse_yaml(text), rounds=ROUNDS, calls=CALLS),
        "a workflow, filled in": ratio(
            bare, lambda: parse_workflow(text, types), rounds=ROUNDS, calls=CALLS
        ),
    }
    print(f"{text.count(chr(10))} lines; target: at most {TARGET} × yaml.CSafeLoader")
    for name, (multiple, took) in rows.items():
        print(f"{name:24} {multiple:5.2f} ×   {took * 1e3:6.2f} ms")
    return 0 if all(multiple <= TARGET for multiple, _ in rows.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
