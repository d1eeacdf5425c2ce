"""The trials of the leak and memory proof as a page."""

import json
import platform
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

PAGE = Path(__file__).parents[3] / "docs" / "leak-proof.md"
PLANTED = {"leak", "memory"}
TITLES = {
    "leak": "Planted leaks: found",
    "clean": "Clean candidates: no alarm",
    "memory": "Planted +10 % peak memory: found",
    "same": "Equal peak memory: no alarm",
}
HEAD = """# Proof: leaks and memory

Written by `make bench-proof` from `bench/proof/leaks.jsonl`; run it again to add trials that are
missing, delete that file to begin anew. Each trial is a whole verdict from two import strings, with
inputs drawn anew (sizes and how many of them), while whatever else ran on the machine ran on. The
workloads are in `bench/benchmarks/leak_proof/workloads.py`.

- *fail*, *pass*, *inconclusive*: verdicts. For planted cases anything but fail is a miss; for clean
  ones a fail is a false alarm.
- *line named*: the report named the function that leaks.
- *upper bound*: of the rate of misses or false alarms, at 95 %: 1 - 0.05^(1/n) where there were
  none in n trials.

Planned are 40 trials of every case, 20 of planted memory; the tables say how many are done.
"""


def read(results: Path) -> Iterator[dict[str, Any]]:
    if results.exists():
        yield from map(json.loads, results.read_text().splitlines())


def write(results: Path) -> None:
    lines = list(read(results))
    if lines:
        PAGE.write_text(page(lines), encoding="utf-8")
        print(PAGE.read_text())


def page(lines: list[dict[str, Any]]) -> str:
    loads = [line["load"] for line in lines]
    commits = ", ".join(dict.fromkeys(line.get("commit", "unknown") for line in lines))
    setting = (
        f"\nMeasured at {commits} with Python {platform.python_version()} on {platform.system()},"
        f" at a load of {min(loads)} to {max(loads)} (median {median(loads)}).\n"
    )
    return HEAD + setting + "".join(section(kind, lines) for kind in TITLES)


def section(kind: str, lines: Iterable[dict[str, Any]]) -> str:
    cases: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        if line["kind"] == kind:
            cases[line["case"]].append(line)
    if not cases:
        return ""
    rows = [row(kind, case, trials) for case, trials in cases.items()]
    everything = [trial for trials in cases.values() for trial in trials]
    total = row(kind, "**all**", everything)
    named = " line named |" if kind == "leak" else ""
    rule = " ---: |" if kind == "leak" else ""
    return "\n".join(
        [
            f"\n## {TITLES[kind]}\n",
            f"| case | trials | fail | pass | inconclusive |{named} median s | longest s |",
            f"| :--- | ---: | ---: | ---: | ---: |{rule} ---: | ---: |",
            *rows,
            total,
            "",
            outcome(kind, everything),
            "",
        ]
    )


def row(kind: str, case: str, trials: list[dict[str, Any]]) -> str:
    verdicts = Counter(trial["verdict"] for trial in trials)
    seconds = [trial["seconds"] for trial in trials]
    named = f" {sum(trial['traced'] for trial in trials)} |" if kind == "leak" else ""
    return (
        f"| {case} | {len(trials)} | {verdicts['fail']} | {verdicts['pass']} |"
        f" {verdicts['inconclusive']} |{named} {median(seconds):.1f} | {max(seconds):.1f} |"
    )


def outcome(kind: str, trials: list[dict[str, Any]]) -> str:
    planted = kind in PLANTED
    failed = sum(trial["verdict"] == "fail" for trial in trials)
    wrong = len(trials) - failed if planted else failed
    what = "Missed" if planted else "False alarms"
    bound = f"; upper bound {100 * (1 - 0.05 ** (1 / len(trials))):.1f} %" if not wrong else ""
    return f"{what}: {wrong} of {len(trials)}{bound}."
