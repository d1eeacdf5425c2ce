"""The latency proof: run trials into a JSONL file (resumable), and turn it into a table.

python bench/benchmarks/latency_proof run --minutes 30 [--effects p0,p100] [--conditions quiet]
python bench/benchmarks/latency_proof run --minutes 60 --asked
python bench/benchmarks/latency_proof table

A run continues where the last one stopped. With --asked it runs our own trials alone: unchanged,
+10 %, on the bound, slow calls, caches, accepted differences, and three hogs a core.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import peers
import table
import workloads
from commanded import ours
from conditions import CONDITIONS, condition, echo_server
from planned import ASKED, Cell, planned

from switchover.bench import latency
from switchover.bench.environment import machine

HERE = Path(__file__).parent
RESULTS = HERE.parents[1] / "proof" / "latency.jsonl"
COMMIT = machine.commit(HERE) or "unknown"
BOUND_S = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["run", "table"])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--effects", default="")
    parser.add_argument("--asked", action="store_true")
    parser.add_argument("--conditions", default=",".join(CONDITIONS))
    parser.add_argument("--kinds", default=",".join(workloads.KINDS))
    parser.add_argument("--tools", default="switchover,pytest-benchmark,pyperf")
    options = parser.parse_args()
    broken = 0
    try:
        if options.command == "run":
            broken = run(options)
    finally:
        table.write(RESULTS)
    if broken:
        sys.exit(f"{broken} trials broke; what they said stands above")


def run(options: argparse.Namespace) -> int:
    """Add the trials that are missing most, until none is or the time is up; count the broken."""
    broken = 0
    RESULTS.parent.mkdir(exist_ok=True)
    until = time.monotonic() + 60 * options.minutes
    sys.path.insert(0, str(HERE))
    cells = [
        cell
        for cell in planned(table.rows(RESULTS))
        if cell.held in options.conditions.split(",")
        and cell.tool in options.tools.split(",")
        and cell.kind in options.kinds.split(",")
        and (not options.asked or (cell.tool == "switchover" and cell.effect in ASKED))
        and (not options.effects or cell.effect in options.effects.split(","))
    ]
    with echo_server() as port:
        os.environ[workloads.PORT_VARIABLE] = str(port)
        for cell in cells:
            if time.monotonic() > until:
                break
            held: dict[str, Any] = {"case": cell.case, "condition": cell.held, "commit": COMMIT}
            try:
                with condition(cell.held):
                    for result in trial(cell):
                        record(held | result)
            except RuntimeError as error:  # one trial is no reason to lose the hours after it
                broken += 1
                print(cell, error, file=sys.stderr, flush=True)
    return broken


def trial(cell: Cell) -> Iterator[dict[str, Any]]:
    """Compare the control with an effect's candidate once; a peer with all effects that it has."""
    if cell.tool == "switchover":
        measured = on_the_bound if cell.effect == "bound" else ours
        seed = random.randrange(1 << 32)
        yield {"tool": cell.tool, "effect": cell.effect, **measured(cell.case, cell.effect, seed)}
        return
    measure = {"pytest-benchmark": peers.pytest_benchmark, "pyperf": peers.pyperf}[cell.tool]
    effects = list(workloads.EFFECTS) if cell.tool == "pytest-benchmark" else ["p0", "p100"]
    started = time.monotonic()
    found = list(measure(cell.case, effects))
    seconds = (time.monotonic() - started) / len(effects)
    for name, effect, verdict, ratio in found:
        yield {"tool": name, "effect": effect, "verdict": verdict, "ratio": ratio, "s": seconds}


def on_the_bound(case: str, _: str, seed: int) -> dict[str, Any]:
    """Judge an unchanged copy against a budget of nothing, by the interval alone.

    A copy's ratio is 1 by symmetry, so that it stands on the bound exactly, as no workload cut into
    units can: each verdict but inconclusive is wrong. No witness or second measurement helps.
    """
    found = latency.measure(
        latency.Job(
            control=f"workloads:{case}_base",
            candidate=f"workloads:{case}_p0",
            inputs=workloads.inputs(case),
        ),
        latency.LatencySettings(
            rule=latency.StoppingRule(budget=1e-9),
            time_s=BOUND_S,
            seed=seed,
            clock="wall" if case.partition("_")[0] in workloads.WAITING else "cpu",
        ),
    )
    decided = found.clocks[found.clock]
    return {
        "by": "command",
        "verdict": found.verdict,
        "ratio": decided.ratio,
        "low": decided.low,
        "high": decided.high,
        "clock": found.clock,
        "s": found.seconds,
        "launches": found.launches,
        "seed": seed,
    }


def record(row: dict[str, Any]) -> None:
    """Append a row in one piece, on the disk when this returns, after what was cut short before."""
    append(RESULTS, json.dumps(row, ensure_ascii=False))
    print(row["case"], row["condition"], row["tool"], row["effect"], row["verdict"],
          f"{row['ratio'] or 0:.3f} {row['s']:.2f} s", flush=True)  # fmt: skip


def append(file: Path, text: str) -> None:
    with file.open("a+b") as opened:
        end = opened.seek(0, os.SEEK_END)
        opened.seek(max(0, end - 1))
        cut = end > 0 and opened.read(1) != b"\n"  # by an interruption: the row after it is whole
        opened.write((b"\n" if cut else b"") + text.encode() + b"\n")
        opened.flush()
        os.fsync(opened.fileno())


if __name__ == "__main__":
    main()
