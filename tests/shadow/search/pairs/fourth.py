"""Twenty-six pairs that differ and eight that do not, each of a kind that no other set has.

What was missed of them was mended by its kind; so they show what the search was fitted to, and
`third` what it was not.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from zoneinfo import ZoneInfo

from .second import with_no_keywords

BERLIN = ZoneInfo("Europe/Berlin")


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A quotient of as many digits as the context has."""
    return part / whole


def share_new(part: Decimal, whole: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 20
        return part / whole


def code(text: str) -> bool:
    """Whether it is letters and digits of ASCII, and nothing else."""
    return re.fullmatch(r"[A-Za-z0-9]+", text) is not None


def code_new(text: str) -> bool:
    return re.match(r"^[A-Z0-9]+$", text, re.IGNORECASE) is not None


def last(items: list[int], count: int) -> list[int]:
    """The last so many, the newest first."""
    return items[::-1][:count]


def last_new(items: list[int], count: int) -> list[int]:
    return items[-count:][::-1]


def query(given: dict[str, int]) -> str:
    """Parameters in the order in which they came."""
    return "&".join(f"{key}={value}" for key, value in given.items())


def query_new(given: dict[str, int]) -> str:
    return "&".join(f"{key}={given[key]}" for key in sorted(given))


def limit(settings: dict, name: str) -> object:
    """What is set, None too; 10 where nothing is."""
    return settings[name] if name in settings else 10


def limit_new(settings: dict, name: str) -> object:
    found = settings.get(name)
    return 10 if found is None else found


def tagged(batches: list[list[str]]) -> list[list[str]]:
    """Each batch with its end, on its own."""

    def closed(batch: list[str], into: list[str] | None = None) -> list[str]:
        into = [] if into is None else into
        into.extend(batch)
        return [*into, "end"]

    return [closed(batch) for batch in batches]


def tagged_new(batches: list[list[str]]) -> list[list[str]]:
    def closed(batch: list[str], into: list[str] = []) -> list[str]:  # noqa: B006 - the defect
        into.extend(batch)
        return [*into, "end"]

    return [closed(batch) for batch in batches]


def priced(order: dict) -> dict:
    """Amounts to the cent, halves up."""

    def cents(value: float) -> float:
        return float(Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP))

    return {**order, "rows": [{**row, "price": cents(row["price"])} for row in order["rows"]]}


def priced_new(order: dict) -> dict:
    return {**order, "rows": [{**row, "price": round(row["price"], 2)} for row in order["rows"]]}


def instant(at: datetime) -> float:
    """Seconds since the epoch of a moment on Berlin's clocks."""
    return at.replace(tzinfo=BERLIN).timestamp()


def instant_new(at: datetime) -> float:
    return at.replace(tzinfo=BERLIN, fold=0).timestamp()


def units(text: str, most: int) -> bool:
    """Whether it fits, as a browser counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 <= most


def units_new(text: str, most: int) -> bool:
    return len(text) <= most


def column(text: str) -> str:
    """What a column of 255 letters holds."""
    return text[:255]


def column_new(text: str) -> str:
    return text if len(text) <= 256 else text[:255]


def spread(number: int) -> int:
    """A multiplied number as 32 bits with a sign."""
    found = (number * 3) & 0xFFFFFFFF
    return found - (1 << 32) if found & 0x80000000 else found


def spread_new(number: int) -> int:
    return int(math.fmod(number * 3, 1 << 32))


def ranked(rows: list[tuple[str, int]]) -> list[str]:
    """Names, the highest first; of equals the earlier."""
    return [name for name, _ in sorted(rows, key=lambda row: row[1], reverse=True)]


def ranked_new(rows: list[tuple[str, int]]) -> list[str]:
    return [name for name, _ in reversed(sorted(rows, key=lambda row: row[1]))]


def pages(count: int, size: int) -> int:
    return -(-count // size)


def pages_new(count: int, size: int) -> int:
    return count // size + 1


def days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def days_new(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 else 28
    return 30 if month in (4, 6, 9, 11) else 31


def patched(record: dict, change: dict) -> dict:
    """None in a change takes a field away; what is not in it stays."""
    made = {**record, **change}
    return {key: value for key, value in made.items() if value is not None}


def patched_new(record: dict, change: dict) -> dict:
    return {**record, **{key: value for key, value in change.items() if value is not None}}


def counted(values: list) -> int:
    """The sum of the whole numbers; flags count for nothing."""
    return sum(one for one in values if type(one) is int)


def counted_new(values: list) -> int:
    return sum(one for one in values if isinstance(one, int))


def side(value: float) -> str:
    """On which side of nothing it lies, the sign of zero included."""
    return "left" if math.copysign(1.0, value) < 0 else "right"


def side_new(value: float) -> str:
    return "left" if value < 0 else "right"


def may(roles: str, wanted: str) -> bool:
    return wanted in roles.split(",")


def may_new(roles: str, wanted: str) -> bool:
    return wanted in roles


def balance(steps: list[tuple[str, int]]) -> list[int]:
    """The state after each step; what would be overdrawn is left out."""
    now, found = 0, []
    for kind, amount in steps:
        change = amount if kind == "in" else -amount
        if now + change >= 0:
            now += change
        found.append(now)
    return found


def balance_new(steps: list[tuple[str, int]]) -> list[int]:
    now, found = 0, []
    for kind, amount in steps:
        if kind == "in" or amount < now:
            now += amount if kind == "in" else -amount
        found.append(now)
    return found


def week(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def week_new(day: date) -> str:
    return f"{day.year}-W{day.isocalendar()[1]:02}"


def digits(text: str) -> str:
    """Signs that stand for a decimal digit."""
    return "".join(sign for sign in text if sign.isdecimal())


def digits_new(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def flat(tree: list) -> list:
    out = []
    for one in tree:
        out += flat(one) if isinstance(one, list) else [one]
    return out


def flat_new(tree: list) -> list:
    return _flat(tree, 3)


def _flat(tree: list, depth: int) -> list:
    out = []
    for one in tree:
        out += _flat(one, depth - 1) if isinstance(one, list) and depth > 1 else [one]
    return out


def meets(first: tuple[int, int], second: tuple[int, int]) -> bool:
    """Whether two spans share a moment; the end is not of a span."""
    return first[0] < second[1] and second[0] < first[1]


def meets_new(first: tuple[int, int], second: tuple[int, int]) -> bool:
    return first[0] <= second[1] and second[0] < first[1]


def monthly(begin: date, count: int) -> date:
    """The same day so many months later, or the month's last."""
    year, month = divmod(begin.year * 12 + begin.month - 1 + count, 12)
    return date(year, month + 1, min(begin.day, calendar.monthrange(year, month + 1)[1]))


def monthly_new(begin: date, count: int) -> date:
    year, month = divmod(begin.year * 12 + begin.month - 1 + count, 12)
    return date(
        year, month + 1, min(begin.day, 28 if month == 1 else 30 if month in (3, 5, 8, 10) else 31)
    )


def named(path: str) -> str:
    """A file without its prefix."""
    return path.removeprefix("tmp/").removesuffix(".txt")


def named_new(path: str) -> str:
    return path.lstrip("tmp/").removesuffix(".txt")


def luhn(number: str) -> bool:
    total = 0
    for at, sign in enumerate(reversed(number)):
        digit = int(sign) * (2 if at % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def luhn_new(number: str) -> bool:
    total = 0
    for at, sign in enumerate(number):
        digit = int(sign) * (1 if at % 2 else 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


# --- the same, written twice


def windows(values: list[int], size: int) -> list[list[int]]:
    return [values[at : at + size] for at in range(len(values) - size + 1)] if size > 0 else []


def windows_new(values: list[int], size: int) -> list[list[int]]:
    found = []
    at = 0
    while size > 0 and at + size <= len(values):
        found.append([*values[at : at + size]])
        at += 1
    return found


def merged(first: dict, second: dict) -> dict:
    return {**first, **second}


def merged_new(first: dict, second: dict) -> dict:
    made = dict(first)
    made.update(second)
    return made


def clamped(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))


def clamped_new(value: float, low: float, high: float) -> float:
    middle = value if value < high else high
    return middle if middle > low else low


def words(text: str) -> list[str]:
    return text.split()


def words_new(text: str) -> list[str]:
    return [one for one in re.split(r"\s+", text) if one]


def weekdays(begin: date, count: int) -> list[date]:
    return [
        day for day in (begin + timedelta(n) for n in range(min(count, 60))) if day.weekday() < 5
    ]


def weekdays_new(begin: date, count: int) -> list[date]:
    found, day = [], begin
    for _ in range(min(count, 60)):
        if day.isoweekday() <= 5:
            found.append(day)
        day += timedelta(days=1)
    return found


def total(values: Iterable[int]) -> int:
    return sum(values)


def total_new(values: Iterable[int]) -> int:
    found = 0
    for value in values:
        found += value
    return found


def first(items: list, default: object = None) -> object:
    return next(iter(items), default)


def first_new(items: list, default: object = None) -> object:
    return items[0] if items else default


def halves(text: str) -> tuple[str, str]:
    middle = (len(text) + 1) // 2
    return text[:middle], text[middle:]


def halves_new(text: str) -> tuple[str, str]:
    middle = len(text) - len(text) // 2
    return text[:middle], text[middle:]


DIFFERENT = with_no_keywords({
    "share": (share, share_new, [(Decimal(1), Decimal(4)), (Decimal("2.5"), Decimal(2))]),
    "code": (code, code_new, [("A17",), ("b-2",)]),
    "last": (last, last_new, [([1, 2, 3], 2), ([4], 1)]),
    "query": (query, query_new, [({"a": 1, "b": 2},), ({"page": 3},)]),
    "limit": (limit, limit_new, [({"size": 5}, "size"), ({}, "depth")]),
    "tagged": (tagged, tagged_new, [([["a"]],), ([["b", "c"]],)]),
    "priced": (priced, priced_new, [({"rows": [{"price": 1.25}], "id": 7},), ({"rows": []},)]),
    "instant": (instant, instant_new, [(datetime(2024, 5, 1, 12),), (datetime(2023, 10, 29, 2, 10),)]),
    "units": (units, units_new, [("hello", 10), ("a longer one", 5)]),
    "column": (column, column_new, [("short",), ("a" * 40,)]),
    "spread": (spread, spread_new, [(5,), (70_000,)]),
    "ranked": (ranked, ranked_new, [([("a", 1), ("b", 2)],), ([("c", 7)],)]),
    "pages": (pages, pages_new, [(7, 3), (10, 4)]),
    "days": (days, days_new, [(2023, 2), (2024, 4)]),
    "patched": (patched, patched_new, [({"a": 1, "b": 2}, {"b": 3}), ({"a": 1}, {})]),
    "counted": (counted, counted_new, [([1, 2, "x"],), ([False, 5],)]),
    "side": (side, side_new, [(1.5,), (-2.0,)]),
    "may": (may, may_new, [("admin,editor", "editor"), ("reader", "admin")]),
    "balance": (balance, balance_new, [([("in", 10), ("out", 3)],), ([("out", 2)],)]),
    "week": (week, week_new, [(date(2024, 5, 1),), (date(2023, 8, 9),)]),
    "digits": (digits, digits_new, [("a1b2",), ("2024-05",)]),
    "flat": (flat, flat_new, [([1, [2, 3]],), ([[4], 5],)]),
    "meets": (meets, meets_new, [((1, 3), (2, 5)), ((1, 2), (6, 9))]),
    "monthly": (monthly, monthly_new, [(date(2023, 1, 31), 1), (date(2024, 3, 5), 2)]),
    "named": (named, named_new, [("tmp/a.txt",), ("b/c.txt",)]),
    "luhn": (luhn, luhn_new, [("4539578763621486",), ("1234567812345678",)]),
})  # fmt: skip

EQUAL = with_no_keywords({
    "windows": (windows, windows_new, [([1, 2, 3], 2), ([], 1)]),
    "merged": (merged, merged_new, [({"a": 1}, {"b": 2}), ({}, {"a": None})]),
    "clamped": (clamped, clamped_new, [(1.5, 0.0, 1.0), (-2.0, -1.0, 5.0)]),
    "words": (words, words_new, [("a b  c",), (" x",)]),
    "weekdays": (weekdays, weekdays_new, [(date(2024, 5, 1), 9), (date(2024, 6, 1), 2)]),
    "total": (total, total_new, [([1, 2],), ([],)]),
    "first": (first, first_new, [([1, 2],), ([],)]),
    "halves": (halves, halves_new, [("hello",), ("ab",)]),
})  # fmt: skip
