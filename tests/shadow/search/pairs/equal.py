"""Ten pairs that give the same, written in two ways."""

from __future__ import annotations

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby


def mean(values: list[int]) -> float:
    if not values:
        return 0.0
    return sum(values) / len(values)


def mean_new(values: list[int]) -> float:
    count = total = 0
    for value in values:
        count += 1
        total += value
    return total / count if count else 0.0


def words(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def words_new(text: str) -> dict[str, int]:
    return dict(Counter(text.split()))


def band(score: int) -> str:
    if score < 40:
        return "low"
    elif score < 75:
        return "mid"
    return "high"


def band_new(score: int) -> str:
    return ("low", "mid", "high")[(score >= 40) + (score >= 75)]


def gross(net: Decimal) -> Decimal:
    return (net * Decimal("1.19")).quantize(Decimal("0.01"), ROUND_HALF_UP)


def gross_new(net: Decimal) -> Decimal:
    tax = net * 19 / 100
    return (net + tax).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def invert(mapping):
    made = {}
    for key, value in mapping.items():
        made.setdefault(value, []).append(key)
    return made


def invert_new(mapping):
    made = {}
    for key in mapping:
        if mapping[key] in made:
            made[mapping[key]] += [key]
        else:
            made[mapping[key]] = [key]
    return made


def open_orders(orders):
    return [o["id"] for o in orders if o["state"] == "open" and o.get("total", 0) > 0]


def open_orders_new(orders):
    found = []
    for order in orders:
        if order["state"] != "open":
            continue
        if "total" in order and order["total"] > 0:
            found.append(order["id"])
    return found


def initials(name: str) -> str:
    return "".join(part[0].upper() for part in name.split() if part)


def initials_new(name: str) -> str:
    parts = name.split()
    made = ""
    for part in parts:
        made = made + part[0:1].upper()
    return made


def runs(letters: str) -> list[tuple[str, int]]:
    return [(letter, len(list(group))) for letter, group in groupby(letters)]


def runs_new(letters: str) -> list[tuple[str, int]]:
    made: list[tuple[str, int]] = []
    for letter in letters:
        if made and made[-1][0] == letter:
            made[-1] = (letter, made[-1][1] + 1)
        else:
            made.append((letter, 1))
    return made


def gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return abs(a)


def gcd_new(a: int, b: int) -> int:
    if b == 0:
        return -a if a < 0 else a
    return gcd_new(b, a % b)


def valid_code(code: str) -> bool:
    return re.fullmatch("[A-Z]{2}-[0-9]{4}", code) is not None


def valid_code_new(code: str) -> bool:
    if len(code) != 7 or code[2] != "-":
        return False
    letters, digits = code[:2], code[3:]
    return all("A" <= c <= "Z" for c in letters) and all(c in "0123456789" for c in digits)


PAIRS = {
    "mean": (mean, mean_new, [(([1, 2, 3],), {}), (([],), {})]),
    "words": (words, words_new, [(("a b a",), {}), (("one",), {})]),
    "band": (band, band_new, [((10,), {}), ((60,), {}), ((99,), {})]),
    "gross": (gross, gross_new, [((Decimal("10.00"),), {}), ((Decimal("3.33"),), {})]),
    "invert": (invert, invert_new, [(({"a": 1, "b": 2},), {}), (({"x": 1, "y": 1},), {})]),
    "open-orders": (open_orders, open_orders_new, [(([{"id": 1, "state": "open", "total": 5}, {"id": 2, "state": "done"}],), {})]),
    "initials": (initials, initials_new, [(("Ada Lovelace",), {}), (("Bo",), {})]),
    "runs": (runs, runs_new, [(("aabc",), {}), (("",), {})]),
    "gcd": (gcd, gcd_new, [((12, 18), {}), ((7, 0), {})]),
    "code": (valid_code, valid_code_new, [(("AB-1234",), {}), (("zz-9",), {})]),
}  # fmt: skip
