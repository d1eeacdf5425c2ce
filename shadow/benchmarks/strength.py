"""How many mutants a second a strength trial tries: a function of 1 ms, over 100 inputs.

The function is a small shop's, with a branch, a loop that mutants make endless, and a checksum that
takes the time; its work is set so that the median call takes 1 ms here. What is measured is the
whole trial, from two import strings to the record: the start of its processes, what each input
reaches, and every mutant. Beside the wall clock stand the CPU seconds, which other programs on the
machine do not change: the trial fills all cores, so on a machine that is idle otherwise the wall
seconds are about the CPU seconds divided by the cores.

Run: python shadow/benchmarks/strength.py
"""

from __future__ import annotations

import importlib
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from switchover.shadow.strength import Fate, strength

CALL_MS, INPUTS, TARGET_PER_S = 1.0, 100, 20.0
SOURCE = """
ROUNDS = {rounds}
FREE = 5000


def discount(price, count):
    if count >= 10:
        return price // 10
    return price // 20 if price > 1000 else 0


def boxes(count, size=6):
    found = 0
    while count > 0:
        count -= size
        found += 1
    return found


def order(lines, kind="parcel"):
    total, rows = 0, []
    for line in lines:
        price = line["price"] * line["count"]
        price -= discount(price, line["count"])
        total += price
        rows.append({{"id": line["id"], "price": price, "boxes": boxes(line["count"])}})
    fee = 0 if total >= FREE else 490
    if kind == "letter" and len(rows) == 1:
        fee = 190
    check = 0
    for step in range(ROUNDS):
        check = (check * 31 + step + total) % 65521
    return {{"rows": rows, "total": total + fee, "fee": fee, "check": check}}
"""


def inputs() -> list[tuple[tuple[object, ...], dict[str, object]]]:
    drawn = random.Random(1)
    return [
        (
            (
                [
                    {"id": n, "price": drawn.randrange(1, 900), "count": drawn.randrange(1, 14)}
                    for n in range(drawn.randrange(1, 6))
                ],
                drawn.choice(("parcel", "letter")),
            ),
            {},
        )
        for _ in range(INPUTS)
    ]


def call_ms(rounds: int) -> float:
    """Return the median milliseconds of CPU of a call with so much work."""
    namespace: dict[str, object] = {}
    exec(SOURCE.format(rounds=rounds), namespace)
    took = list[float]()
    for args, kwargs in inputs():
        begun = time.thread_time()
        namespace["order"](*args, **kwargs)  # type: ignore[operator]
        took.append((time.thread_time() - begun) * 1e3)
    return statistics.median(took)


def cpu_s() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> int:
    rounds = 10_000
    for _ in range(3):
        rounds = max(1, int(rounds * CALL_MS / call_ms(rounds)))
    with tempfile.TemporaryDirectory() as folder:
        for name in ("control_of_benchmark", "candidate_of_benchmark"):
            Path(folder, f"{name}.py").write_text(SOURCE.format(rounds=rounds))
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        before = cpu_s()
        record = strength(
            "control_of_benchmark:order", "candidate_of_benchmark:order", inputs(), time_s=600
        )
        spent = cpu_s() - before
    tried = len(record.tried)
    fates = Counter(one.fate for one in record.tried)
    said = ", ".join(f"{fates[fate]} {fate}" for fate in Fate if fates[fate])
    load = os.getloadavg()[0]
    print(f"a call takes {call_ms(rounds):.2f} ms; {INPUTS} inputs; {tried} mutants: {said}")
    print(f"{record.seconds:.1f} s, {spent:.1f} s of CPU; {spent / tried * 1e3:.0f} ms of CPU each")
    rate = tried / record.seconds
    print(f"of {os.cpu_count()} cores with a load of {load:.1f} beside others")
    verdict = "met" if rate >= TARGET_PER_S else "missed"
    print(f"mutants a second: {rate:.1f} (target {TARGET_PER_S:.0f}): {verdict}")
    return int(rate < TARGET_PER_S)


if __name__ == "__main__":
    sys.exit(main())
