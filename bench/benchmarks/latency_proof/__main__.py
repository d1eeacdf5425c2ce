"""The latency proof: run trials into a JSONL file (resumable), and turn it into a table.

python bench/benchmarks/latency_proof run --minutes 30 [--effects p0,p100] [--conditions quiet]
python bench/benchmarks/latency_proof table
"""

import argparse
import itertools
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import peers
import table
import workloads
from conditions import CONDITIONS, condition, echo_server

from switchover import bench
from switchover.bench.environment import machine

HERE = Path(__file__).parent
RESULTS = HERE.parents[1] / "proof" / "latency.jsonl"
COMMIT = machine.commit(HERE) or "unknown"
TIME_S = {"20us": 10.0, "1ms": 10.0, "20ms": 30.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["run", "table"])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--effects", default=",".join(workloads.EFFECTS))
    parser.add_argument("--conditions", default=",".join(CONDITIONS))
    parser.add_argument("--kinds", default=",".join(workloads.UNITS))
    parser.add_argument("--tools", default="switchover,pytest-benchmark,pyperf")
    parser.add_argument("--repetitions", type=int, default=1_000)
    options = parser.parse_args()
    if options.command == "run":
        run(options)
    table.write(RESULTS)


def run(options: argparse.Namespace) -> None:
    """Add repetitions, fewest first, until the time is up."""
    RESULTS.parent.mkdir(exist_ok=True)
    until = time.monotonic() + 60 * options.minutes
    sys.path.insert(0, str(HERE))
    with echo_server() as port:
        os.environ[workloads.PORT_VARIABLE] = str(port)
        for case, held, tool in plan(options):
            if time.monotonic() > until:
                return
            with condition(held):
                for result in trial(case, tool, options.effects.split(",")):
                    record({"case": case, "condition": held, "commit": COMMIT, **result})


def plan(options: argparse.Namespace) -> Iterator[tuple[str, str, str]]:
    """Give (case, condition, tool) so that counts stay even over interrupted runs."""
    done = Counter(
        (row["case"], row["condition"], row["tool"].split()[0]) for row in table.rows(RESULTS)
    )
    cells = [
        (f"{kind}_{size}", held, tool)
        for (kind, size), held, tool in itertools.product(
            workloads.CASES, options.conditions.split(","), options.tools.split(",")
        )
        if kind in options.kinds.split(",")
    ]
    for _ in range(options.repetitions):
        random.shuffle(cells)
        cells.sort(key=lambda cell: done[cell])
        yield from cells


def trial(case: str, tool: str, effects: list[str]) -> Iterator[dict[str, Any]]:
    """Compare the control with each effect's candidate once."""
    if tool == "switchover":
        for effect in random.sample(effects, len(effects)):
            yield {"tool": tool, "effect": effect, **ours(case, effect)}
        return
    measured = {"pytest-benchmark": peers.pytest_benchmark, "pyperf": peers.pyperf}[tool]
    started = time.monotonic()
    found = list(measured(case, effects))
    seconds = (time.monotonic() - started) / len(effects)
    for name, effect, verdict, ratio in found:
        yield {"tool": name, "effect": effect, "verdict": verdict, "ratio": ratio, "s": seconds}


def ours(case: str, effect: str) -> dict[str, Any]:
    """Measure with the default settings: nothing is told about the workload but the time."""
    pair = bench.Pair(control=f"workloads:{case}_base", candidate=f"workloads:{case}_{effect}")
    started = time.monotonic()
    found = bench.measure(pair, bench.Options(time_s=TIME_S[case.partition("_")[2]]))
    return {
        "verdict": found.verdict,
        "ratio": found.ratio,
        "low": found.low,
        "high": found.high,
        "clock": found.clock,
        "s": time.monotonic() - started,
        "launches": found.launches,
        "load": found.environment.load,
        "control_s": found.latency.clocks["wall"].control_s if found.launches else None,
        "opcodes": next((each.ratio for each in found.witnesses), None),
        "seed": found.seed,
        "reasons": [] if found.verdict == "pass" else list(found.reasons),
    }


def record(row: dict[str, Any]) -> None:
    with RESULTS.open("a") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(row["case"], row["condition"], row["tool"], row["effect"], row["verdict"],
          f"{row['ratio'] or 0:.3f} {row['s']:.2f} s", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
