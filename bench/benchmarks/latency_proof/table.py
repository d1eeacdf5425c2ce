"""The proof's table, from the results as they are."""

import json
import math
import os
import platform
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import workloads
from planned import counts, wanted

PAGE = Path(__file__).parents[3] / "docs" / "bench-proof.md"
Rows = list[dict[str, Any]]
NAMES = {"p0": "0", "m50": "-5 %", "p25": "+2.5 %", "p50": "+5 %", "p75": "+7.5 %", "p100": "+10 %"}
MORE = {"p0": "0", "p250": "+25 %"}


def rows(file: Path) -> Iterator[dict[str, Any]]:
    """Give the results, passing over a line that an interrupted run left half-written."""
    if not file.exists():
        return
    for line in file.read_text().splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue


def write(results: Path) -> None:
    """Write the page."""
    found = [row for row in rows(results) if counts(row)]
    asked = sum(count for _, count in wanted())
    introduction = INTRODUCTION.format(count=len(found), asked=asked)
    if any(row["condition"] == "writer" for row in found):
        introduction += WRITER
    parts = [introduction, *sections(found)]
    PAGE.write_text("\n\n".join(parts) + "\n")
    print(f"{PAGE} from {len(found)} results")


def sections(found: Rows) -> Iterator[str]:
    ours = [row for row in found if row["tool"] == "switchover"]
    found = [row for row in found if row["tool"] != "switchover" or _is_plain(row)]
    yield "## Promises, and what was measured so far\n\n" + promises(ours)
    yield "## Where and when\n\n" + provenance(found)
    yield "## All tools, by effect and condition\n\n" + by_tool(found)
    yield "## Seconds to a verdict (median, 90th percentile)\n\n" + by_time(ours)
    yield "## By workload (all conditions): pass / fail / inconclusive\n\n" + by_case(
        ours, verdicts
    )
    yield (
        "## What was measured: the middle ratio, and the middle half-width of the interval in %\n\n"
        + by_case(ours, measured)
    )


def promises(ours: Rows) -> str:
    """Set the counts so far against what was promised; what is not yet reached says so."""
    plain = [row for row in ours if _is_plain(row)]
    quick = [row for row in plain if not row["case"].endswith("20ms")]
    slow = [row for row in plain if row["case"].endswith("20ms")]
    tripled = [row for row in ours if row["condition"] == "triple"]
    lines = [
        head("promise", "measured"),
        line("unchanged code: no fail in 400", share(ours, "p0", "fail")),
        line("on the bound exactly: fail at most 1 %", share(ours, "bound", "fail")),
        line("on the bound exactly: pass at most 1 %", share(ours, "bound", "pass")),
        line(
            "+10 %, 20 µs and 1 ms: fail in all within 10 s",
            share(quick, "p100", "fail", within_s=10),
        ),
        line(
            "+7.5 %, 20 µs and 1 ms: fail in 99 % within 10 s",
            share(quick, "p75", "fail", within_s=10),
        ),
        line("+10 %, 20 ms: fail in all within 30 s", share(slow, "p100", "fail", within_s=30)),
        line("+7.5 %, 20 ms: fail in 99 % within 30 s", share(slow, "p75", "fail", within_s=30)),
    ]
    for what, kinds in FURTHER_KINDS.items():
        mine = [row for row in ours if row["condition"] != "triple" and _kind(row) in kinds]
        lines.append(line(f"{what}, unchanged: no fail", share(mine, "p0", "fail")))
        lines.append(line(f"{what}, +25 %: no pass", share(mine, "p250", "pass")))
        lines.append(line(f"{what}, +25 %: fail", share(mine, "p250", "fail")))
    for effect, verdict in (("p0", "pass"), ("p250", "fail")):
        within = share(tripled, effect, verdict, within_s=30)
        lines.append(
            line(f"three hogs a core, {MORE[effect]}: {verdict} in 95 % within 30 s", within)
        )
    lines.append(line("three hogs a core, 0: no fail", share(tripled, "p0", "fail")))
    lines.append(line("three hogs a core, +25 %: no pass", share(tripled, "p250", "pass")))
    for name, rows_of, limit in (("20 µs and 1 ms", quick, 2), ("20 ms", slow, 8)):
        for effect in ("p0", "p100"):
            cell = [row for row in rows_of if row["effect"] == effect]
            promise = f"{NAMES[effect]}, {name}: median at most {limit} s (median, 90th percentile)"
            told = [row for row in cell if row["verdict"] == "pass" or "explained_s" in row]
            lines.append(line(promise, times(told)))
        explained = times([row for row in cell if row["verdict"] == "fail"], "explained_s")
        lines.append(line(f"+10 %, {name}: the same with what explains a fail", explained))
    return "\n".join(lines)


FURTHER_KINDS = {
    "slow calls (0.2 s, 1 s)": {"loop_200ms", "loop_1s", "sleep_200ms", "sleep_1s"},
    "a cache that answers repeated inputs": {"cached_100us"},
    "differences that a rule accepts": {"accepted_1ms"},
}


def _is_plain(row: dict[str, Any]) -> bool:
    """Tell the workloads and conditions that every effect is tried in."""
    return row["condition"] != "triple" and tuple(row["case"].split("_")) in workloads.CASES


def _kind(row: dict[str, Any]) -> str:
    return str(row["case"])


def share(found: Rows, effect: str, verdict: str, *, within_s: float = math.inf) -> str:
    """Count a verdict; where it never came its rate is below 1 - 0.05^(1/n) at 95 %."""
    cell = [row for row in found if row["effect"] == effect]
    if not cell:
        return "not yet measured"
    hits = sum(row["verdict"] == verdict and row["s"] <= within_s for row in cell)
    bound = f", rate below {1 - 0.05 ** (1 / len(cell)):.1%} at 95 %" if hits == 0 else ""
    return f"{hits} of {len(cell)} ({hits / len(cell):.1%}){bound}"


def provenance(found: Rows) -> str:
    loads = sorted(row["load"] for row in found if row.get("load") is not None)
    trials = Counter(row.get("commit", "unknown") for row in found)
    said = [f"- {count} results at commit {commit}" for commit, count in trials.items()]
    if loads:
        said.append(
            f"- load average at the start of a trial: {loads[0]:.1f} to {loads[-1]:.1f}, median "
            f"{statistics.median(loads):.1f} (our own hogs included)"
        )
    said.append(
        f"- {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    )
    return "\n".join(said)


def by_tool(found: Rows) -> str:
    cells = grouped(found, "tool", "condition", "effect")
    lines = [head("tool", "condition", *NAMES.values())]
    for tool, held in sorted(
        {key[:2] for key in cells}, key=lambda key: (key[0] != "switchover", key)
    ):
        shares = (verdicts(cells.get((tool, held, effect), [])) for effect in NAMES)
        lines.append(line(tool, held, *shares))
    return "\n".join(lines)


def by_time(ours: Rows) -> str:
    cells = grouped(ours, "size", "condition", "effect")
    lines = [head("size", "condition", *NAMES.values())]
    for size, held in sorted({key[:2] for key in cells}):
        lines.append(line(size, held, *(times(cells.get((size, held, e), [])) for e in NAMES)))
    return "\n".join(lines)


def by_case(ours: Rows, say: Callable[[Rows], str]) -> str:
    cells = grouped(ours, "case", "effect")
    lines = [head("workload", "clock", *NAMES.values())]
    for case in dict.fromkeys(f"{kind}_{size}" for kind, size in workloads.CASES):
        mine = [row for row in ours if row["case"] == case]
        clocks = " ".join(sorted({row["clock"] for row in mine if row["clock"]}))
        lines.append(line(case, clocks, *(say(cells.get((case, e), [])) for e in NAMES)))
    return "\n".join(lines)


def grouped(found: Iterable[dict[str, Any]], *names: str) -> dict[tuple[str, ...], Rows]:
    cells: dict[tuple[str, ...], Rows] = defaultdict(list)
    for row in found:
        known = {**row, "size": row["case"].partition("_")[2]}
        cells[tuple(known[name] for name in names)].append(row)
    return cells


def verdicts(cell: Rows) -> str:
    if not cell:
        return "–"
    counts = [sum(row["verdict"] == v for row in cell) for v in ("pass", "fail", "inconclusive")]
    return " / ".join(map(str, counts))


def measured(cell: Rows) -> str:
    known = [row for row in cell if row["ratio"] and row["high"] is not None]
    if not known:
        return "–"
    half = statistics.median((row["high"] - row["low"]) / 2 for row in known)
    return f"{statistics.median(row['ratio'] for row in known):.3f}, {100 * half:.1f}"


def times(cell: Rows, of: str = "s") -> str:
    seconds = sorted(row[of] for row in cell if of in row)
    if not seconds:
        return "–"
    return f"{statistics.median(seconds):.1f}, {seconds[int(0.9 * (len(seconds) - 1))]:.1f}"


def head(*names: str) -> str:
    return line(*names) + "\n" + line(*("---" for _ in names))


def line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


INTRODUCTION = """# Latency proof

Written by `python bench/benchmarks/latency_proof table` from the {count} results in
`bench/proof/latency.jsonl`; {asked} trials are planned, a peer's with several results each.
`make bench-proof` adds what is missing and writes this page again; delete the file to begin anew.
Each cell counts verdicts: pass / fail / inconclusive, at the default budget of 5 %.

Workloads are cut into equal units of work; an effect is a number of units more or fewer. What a
call costs beside its units does not grow, and units are only nearly equal, so a nominal effect may
be half a per cent off (`wait`, where the server's timer is late: one per cent): at a nominal +5 %
either verdict may be right. So *on the bound exactly* is tried otherwise: an unchanged copy, whose
ratio is 1 by symmetry, against a budget of 1e-9, judged by its interval alone for 5 s. *quiet*
means that we started nothing else, not that the machine was idle; *bursty* is two unpinned hogs, on
and off for 0.7 s on average, half of it copying memory; *steady* is two hogs without rest, *triple*
three for each core. Our own verdicts are those of `switchover bench` or `check` on a plan of one
pair, as a user types it; times are those until the verdict (rows of an earlier driver: of the pair
with a fail's explanation, a profile of 2 s, which follows the verdict), without the report. Peers
run as their users run them: a saved run of the control, then a later run of the candidates, and
their comparison at 5 %. They have no third verdict."""

WRITER = """

Rows called *writer* were meant as quiet, but a process that a test had left behind computed and
wrote 17 MB a second beside them, and beside the bursty and steady rows of the same hour and a half.
They are kept under that name; of the quiet ones those of 0, +7.5 and +10 % were taken anew. One row
is missing, the last before the file had filled the disk: no launch could start, and it said so."""
