"""What a condition costs, as a multiple of the bare CEL library in the same run.

The bare library evaluates a compiled expression over the same data and gives its plain value; the
engine looks the expression up, hands over what it reads, and turns errors into exceptions. Rounds
are interleaved; the median of the ratios per round is shown.

A second table shows what it gains to find out what an expression reads (`paths.py`, `wire.py`): its
control is the engine that hands over every variable whole.

Run: python engine/benchmarks/conditions.py
"""

from __future__ import annotations

import sys
from typing import Any

from cel_expr_python import cel
from paired import ratio

from switchover.engine.conditions import NAMES, CelConditions
from switchover.engine.conditions.paths import Paths

TARGET = 2.0
TARGET_GAIN = 0.5  # where most of the data is not read; elsewhere there is nothing to gain
ROUNDS = 101
CALLS = 50

SIGNAL: dict[str, Any] = {
    "signal": {"payload": {"status": "approved", "count": 100, "tags": ["a", "b", "c"]}},
    "processor": {"output": {"ok": True, "score": 0.95}},
}
TASKS = {
    **SIGNAL,
    "tasks": {
        f"task{n}": {"output": {"rows": [{"id": i, "name": "x"} for i in range(200)], "n": n}}
        for n in range(20)
    },
}
FEW: dict[str, Any] = {
    "tasks": {
        f"task{n}": {"output": {"rows": [{"id": i} for i in range(5)], "n": n}} for n in range(8)
    }
}
PAYLOAD: dict[str, Any] = {
    "signal": {"payload": {"status": "approved", "lines": [{"n": n} for n in range(1000)]}}
}
CASES = (
    ("equality", 'signal.payload.status == "approved"', SIGNAL),
    ("guard", "has(signal.payload.missing) || signal.payload.count > 10", SIGNAL),
    ("conjunction", "signal.payload.count > 50 && processor.output.score > 0.8", SIGNAL),
    ("comprehension", 'signal.payload.tags.exists(tag, tag == "c")', SIGNAL),
    ("one of 4,000 rows' tasks", "tasks.task7.output.n == 7", TASKS),
)

GAINS = (
    ("signal, all read", *CASES[0][1:], 1.25),
    ("one of 8 tasks", "tasks.task7.output.n == 7", FEW, TARGET_GAIN),
    ("one field of a payload", 'signal.payload.status == "approved"', PAYLOAD, TARGET_GAIN),
    ("one of 4,000 rows' tasks", *CASES[-1][1:], TARGET_GAIN),
)


class Whole(CelConditions):
    """Hands over every variable whole."""

    def _compile(self, expression: str) -> tuple[Any, Paths]:
        program, _ = super()._compile(expression)
        return program, dict.fromkeys(NAMES)


def main() -> int:
    environment = cel.NewEnv(variables=dict.fromkeys(NAMES, cel.Type.DYN))
    conditions, is_met = CelConditions(), True
    print(f"target: at most {TARGET} × the bare library")
    for name, expression, data in CASES:
        program = environment.compile(expression)
        multiple, took = ratio(
            lambda p=program, d=data: p.eval(data=d).plain_value(),
            lambda e=expression, d=data: conditions.evaluate(e, d),
            rounds=ROUNDS,
            calls=CALLS,
        )
        is_met = is_met and multiple <= TARGET
        print(f"{name:26} {multiple:5.2f} ×   {took * 1e6:6.2f} µs")
    print(f"\ntarget: at most {TARGET_GAIN} × handing over all, where most is not read")
    whole = Whole()
    for name, expression, data, target in GAINS:
        multiple, took = ratio(
            lambda e=expression, d=data: whole.evaluate(e, d),
            lambda e=expression, d=data: conditions.evaluate(e, d),
            rounds=ROUNDS,
            calls=CALLS,
        )
        is_met = is_met and multiple <= target
        print(f"{name:26} {multiple:6.3f} ×  {took * 1e6:6.2f} µs")
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
