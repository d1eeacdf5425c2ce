"""Ten pairs that differ and five that do not, written before `second` was searched.

No change of the search was made because of one of them: they tell what it does on code it was never
fitted to.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime

from .second import with_no_keywords

NUMERALS = [
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
]  # fmt: skip
FEWER = [one for one in NUMERALS if one[0] != 900]


def roman(number: int) -> str:
    """A year as it stands on a building."""
    if not 0 < number < 4000:
        raise ValueError("only from 1 to 3999")
    out = ""
    for value, letters in NUMERALS:
        while number >= value:
            out += letters
            number -= value
    return out


def roman_new(number: int) -> str:
    if not 0 < number < 4000:
        raise ValueError("only from 1 to 3999")
    parts = []
    for value, letters in FEWER:
        times, number = divmod(number, value)
        parts.append(letters * times)
    return "".join(parts)


def cut(text: str, most: int) -> str:
    """At most so many bytes, no letter halved."""
    data = text.encode()
    return text if len(data) <= most else data[:most].decode(errors="ignore")


def cut_new(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most]


def histogram(values: list[float], low: float, high: float, bins: int) -> list[int]:
    """How many in each of equal classes; the upper bound counts to the last."""
    counts = [0] * bins
    width = (high - low) / bins
    for value in values:
        if low <= value <= high:
            counts[min(int((value - low) / width), bins - 1)] += 1
    return counts


def histogram_new(values: list[float], low: float, high: float, bins: int) -> list[int]:
    counts = [0] * bins
    width = (high - low) / bins
    for value in values:
        place = int((value - low) // width)
        if 0 <= place < bins:
            counts[place] += 1
    return counts


def tariff(moment: datetime, kwh: float) -> float:
    """Cheaper at night and on Sundays."""
    if moment.weekday() == 6 or moment.hour >= 22 or moment.hour < 6:
        return round(kwh * 0.22, 4)
    return round(kwh * 0.31, 4)


def tariff_new(moment: datetime, kwh: float) -> float:
    night = moment.weekday() == 6 or not 6 <= moment.hour <= 22
    return round(kwh * (0.22 if night else 0.31), 4)


def resolved(path: str) -> str:
    """A path without dots; nothing lies above its root."""
    out: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if out:
                out.pop()
        elif part and part != ".":
            out.append(part)
    return "/" + "/".join(out)


def resolved_new(path: str) -> str:
    out: list[str] = []
    for part in path.split("/"):
        match part:
            case "..":
                out.pop()
            case "" | ".":
                continue
            case _:
                out.append(part)
    return "/" + "/".join(out)


def delay(attempt: int, base: float = 1.0) -> float:
    """Wait twice as long each time, a minute at most."""
    return min(base * 2**attempt, 60.0)


def delay_new(attempt: int, base: float = 1.0) -> float:
    return min(base * 2 ** min(attempt, 6), 60.0)


def transfer(accounts, source, target, amount):
    """Move money; never below zero."""
    if amount <= 0:
        raise ValueError("nothing to move")
    if accounts[source] < amount:
        raise ValueError("not enough")
    out = dict(accounts)
    out[source] -= amount
    out[target] = out.get(target, 0) + amount
    return out


def transfer_new(accounts, source, target, amount):
    if amount <= 0:
        raise ValueError("nothing to move")
    before, after = accounts[source], accounts.get(target, 0)
    if before < amount:
        raise ValueError("not enough")
    return {**accounts, source: before - amount, target: after + amount}


@dataclass(frozen=True)
class Job:
    name: str
    priority: int
    minutes: int = 5


def plan(jobs: list[Job], minutes: int) -> list[str]:
    """What fits into the time, urgent first, as they came."""
    out: list[str] = []
    for job in sorted(jobs, key=lambda job: job.priority):
        if job.minutes <= minutes:
            minutes -= job.minutes
            out.append(job.name)
    return out


def plan_new(jobs: list[Job], minutes: int) -> list[str]:
    heap = [(job.priority, job.name, job.minutes) for job in jobs]
    heapq.heapify(heap)
    out: list[str] = []
    while heap:
        _, name, needs = heapq.heappop(heap)
        if needs <= minutes:
            minutes -= needs
            out.append(name)
    return out


def expired(seen: datetime, now: datetime) -> bool:
    """Half an hour without a sign."""
    return (now - seen).total_seconds() > 1800


def expired_new(seen: datetime, now: datetime) -> bool:
    return now > seen and (now - seen).seconds > 1800


def cached(steps, room):
    """What a cache holds after some steps: the least recently used goes first."""
    held = OrderedDict()
    for kind, key in steps:
        if kind == "put":
            held[key] = True
            held.move_to_end(key)
            if len(held) > room:
                held.popitem(last=False)
        elif kind == "get" and key in held:
            held.move_to_end(key)
    return list(held)


def cached_new(steps, room):
    held = []
    for kind, key in steps:
        if kind == "put":
            if key in held:
                held.remove(key)
            held.append(key)
            held = held[-room:] if room > 0 else []
    return held


# Five that do not differ.


def transposed(rows: list[list[int]]) -> list[list[int]]:
    if not rows:
        return []
    width = min(len(row) for row in rows)
    return [[row[at] for row in rows] for at in range(width)]


def transposed_new(rows: list[list[int]]) -> list[list[int]]:
    return [list(column) for column in zip(*rows, strict=False)]


def unique(names: list[str]) -> list[str]:
    seen: set[str] = set()
    out = []
    for name in names:
        folded = name.strip().casefold()
        if folded and folded not in seen:
            seen.add(folded)
            out.append(folded)
    return out


def unique_new(names: list[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, (name.strip().casefold() for name in names))))


def shifted(text: str, by: int) -> str:
    out = []
    for letter in text:
        if "a" <= letter <= "z":
            letter = chr((ord(letter) - 97 + by) % 26 + 97)
        out.append(letter)
    return "".join(out)


def shifted_new(text: str, by: int) -> str:
    old = "abcdefghijklmnopqrstuvwxyz"
    by %= 26
    return text.translate(str.maketrans(old, old[by:] + old[:by]))


def raised(jobs: list[Job], by: int) -> list[Job]:
    out = []
    for job in jobs:
        if job.minutes < 10:
            out.append(Job(job.name, job.priority + by, job.minutes))
        else:
            out.append(job)
    return out


def raised_new(jobs: list[Job], by: int) -> list[Job]:
    return [job if job.minutes >= 10 else replace(job, priority=job.priority + by) for job in jobs]


def bits(number: int) -> int:
    count = 0
    number = abs(number)
    while number:
        count += number & 1
        number >>= 1
    return count


def bits_new(number: int) -> int:
    return f"{number:b}".count("1")


MORNING, NOON = datetime(2024, 6, 3, 8, 15), datetime(2024, 6, 3, 12)
JOBS = [Job("wash", 2, 10), Job("cook", 1, 30), Job("read", 3)]

DIFFERENT = with_no_keywords({
    "roman": (roman, roman_new, [(14,), (1,), (448,)]),
    "cut": (cut, cut_new, [("hello", 10), ("a long text", 6)]),
    "histogram": (histogram, histogram_new, [([0.5, 1.5, 2.2], 0.0, 4.0, 4), ([3.3], 1.0, 5.0, 2)]),
    "tariff": (tariff, tariff_new, [(NOON, 3.5), (datetime(2024, 6, 4, 23, 30), 1.25)]),
    "resolved": (resolved, resolved_new, [("/a/./b",), ("/a/b/../c/",)]),
    "delay": (delay, delay_new, [(0,), (1, 0.5), (3, 2.0)]),
    "transfer": (transfer, transfer_new, [({"a": 50, "b": 20}, "a", "b", 30), ({"x": 9}, "x", "y", 5)]),
    "plan": (plan, plan_new, [(JOBS, 45), (JOBS[:2], 20)]),
    "expired": (expired, expired_new, [(MORNING, NOON), (NOON, datetime(2024, 6, 3, 12, 10))]),
    "cached": (cached, cached_new, [([("put", "a"), ("put", "b"), ("get", "b")], 2), ([("put", "c")], 3)]),
})  # fmt: skip

EQUAL = with_no_keywords({
    "transposed": (transposed, transposed_new, [([[1, 2], [3, 4]],), ([],)]),
    "unique": (unique, unique_new, [(["Ada ", "ada", "Bo"],), ([""],)]),
    "shifted": (shifted, shifted_new, [("hello, you", 3), ("xyz", -4)]),
    "raised": (raised, raised_new, [(JOBS, 1), (JOBS[2:], 5)]),
    "bits": (bits, bits_new, [(5,), (-12,)]),
})  # fmt: skip
