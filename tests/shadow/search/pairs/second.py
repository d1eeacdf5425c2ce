"""Twenty more pairs that differ and ten that do not, written without a look at the search.

What they missed at first was used to mend it: see `third` for pairs that were not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from functools import reduce
from html import escape
from itertools import accumulate, chain, groupby

# Twenty that differ.

WEIGHTS = [2, 5, 10, 20, 31.5]
RATES = [4.99, 6.49, 8.99, 12.49, 17.99]


def parcel(weight: float, insured: bool) -> float:
    """The price of a parcel, by the lowest class it fits into."""
    if weight > WEIGHTS[-1]:
        raise ValueError("too heavy")
    price = RATES[bisect_left(WEIGHTS, weight)]
    return round(price + 2.5, 2) if insured else price


def parcel_new(weight: float, insured: bool) -> float:
    if weight > WEIGHTS[-1]:
        raise ValueError("too heavy")
    place = bisect_right(WEIGHTS, weight)
    price = RATES[min(place, len(RATES) - 1)]
    return round(price + 2.5, 2) if insured else price


UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def duration(text: str) -> int:
    """Read "1h30m" as seconds; a bare number is seconds."""
    if text.isdigit():
        return int(text)
    parts = re.findall(r"(\d+)([dhms])", text)
    if not parts:
        raise ValueError(f"no duration: {text!r}")
    return sum(int(count) * UNITS[unit] for count, unit in parts)


def duration_new(text: str) -> int:
    parts = re.findall(r"(\d+)([hms])", text)
    if not parts:
        if text.isdigit():
            return int(text)
        raise ValueError(f"no duration: {text!r}")
    return sum(int(count) * UNITS[unit] for count, unit in parts)


def masked(number: str) -> str:
    """Show the last four digits of a card alone."""
    digits = number.replace(" ", "").replace("-", "")
    return "*" * (len(digits) - 4) + digits[-4:]


def masked_new(number: str) -> str:
    digits = "".join(number.split())
    return "*" * (len(digits) - 4) + digits[-4:]


def allocate(cents, weights):
    """Split an amount by weight, what remains to the first."""
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    shares = [cents * weight // whole for weight in weights]
    for place in range(cents - sum(shares)):
        shares[place] += 1
    return shares


def allocate_new(cents, weights):
    whole = sum(weights) or 1
    shares = [cents * weight // whole for weight in weights]
    left = cents - sum(shares)
    for place in range(min(left, len(shares))):
        shares[place] += 1
    return shares


def age(born: date, today: date) -> int:
    """Full years."""
    years = today.year - born.year
    if (today.month, today.day) < (born.month, born.day):
        years -= 1
    return years


def age_new(born: date, today: date) -> int:
    return (today - born).days * 4 // 1461


def newest(versions: list[str]) -> str:
    """The highest of dotted versions."""
    return max(versions, key=lambda version: [int(part) for part in version.split(".")])


def newest_new(versions: list[str]) -> str:
    return max(versions, key=lambda version: version.split("."))


def phone(raw: str, country: str) -> str:
    """Digits with the country's code in front."""
    digits = re.sub(r"[^\d+]", "", raw)
    if digits.startswith("+"):
        return digits
    if digits.startswith("00"):
        return "+" + digits[2:]
    return country + digits.lstrip("0")


def phone_new(raw: str, country: str) -> str:
    digits = re.sub(r"[^\d+]", "", raw)
    if digits.startswith("+"):
        return digits
    return country + digits.lstrip("0")


class Role(Enum):
    GUEST = "guest"
    MEMBER = "member"
    ADMIN = "admin"


ALLOWED = {
    Role.GUEST: {"read"},
    Role.MEMBER: {"read", "write"},
    Role.ADMIN: {"read", "write", "delete"},
}


def may(user: dict, action: str) -> bool:
    """Whether a user may do something."""
    role = Role(user.get("role", "guest"))
    if user.get("suspended") and action != "read":
        return False
    if action == "delete" and user.get("two_factor") is False:
        return False
    return action in ALLOWED[role]


def may_new(user: dict, action: str) -> bool:
    role = Role(user.get("role", "guest"))
    if role is not Role.ADMIN and user.get("suspended") and action != "read":
        return False
    if action == "delete" and user.get("two_factor") is False:
        return False
    return action in ALLOWED[role]


def merged(spans: list[list[int]]) -> list[list[int]]:
    """Join what overlaps or touches."""
    done: list[list[int]] = []
    for begin, end in sorted(spans):
        if done and begin <= done[-1][1]:
            done[-1][1] = max(done[-1][1], end)
        else:
            done.append([begin, end])
    return done


def merged_new(spans: list[list[int]]) -> list[list[int]]:
    done: list[list[int]] = []
    for begin, end in sorted(spans):
        if done and begin <= done[-1][1]:
            done[-1][1] = end
        else:
            done.append([begin, end])
    return done


def csv_line(values):
    """One line of a file, with quotes where it needs them."""
    out = []
    for value in values:
        text = "" if value is None else str(value)
        if any(mark in text for mark in ',"\n'):
            text = '"' + text.replace('"', '""') + '"'
        out.append(text)
    return ",".join(out)


def csv_line_new(values):
    out = []
    for value in values:
        text = "" if value is None else str(value)
        if "," in text or '"' in text:
            text = '"' + text.replace('"', '""') + '"'
        out.append(text)
    return ",".join(out)


def stock(events: list[tuple[str, int]]) -> dict[str, int]:
    """Follow what goes in and out of a store."""
    level = lost = 0
    for kind, count in events:
        if kind == "in":
            level += count
        elif kind == "out":
            if count > level:
                raise ValueError(f"only {level} there")
            level -= count
        elif kind == "lost":
            gone = min(count, level)
            lost += gone
            level -= gone
        else:
            raise KeyError(kind)
    return {"level": level, "lost": lost}


def stock_new(events: list[tuple[str, int]]) -> dict[str, int]:
    level = lost = 0
    for kind, count in events:
        match kind:
            case "in":
                level += count
            case "out":
                if count > level:
                    raise ValueError(f"only {level} there")
                level -= count
            case "lost":
                lost += count
                level = max(0, level - count)
            case _:
                raise KeyError(kind)
    return {"level": level, "lost": lost}


def surname(name: str) -> str:
    """Capital letters as people write them."""
    out = []
    for part in name.lower().split("-"):
        if part.startswith("mc") and len(part) > 2:
            out.append("Mc" + part[2:].capitalize())
        elif part.startswith("o'"):
            out.append("O'" + part[2:].capitalize())
        else:
            out.append(part.capitalize())
    return "-".join(out)


def surname_new(name: str) -> str:
    return "-".join(
        re.sub(r"^(o')(.)", lambda m: m[1].upper() + m[2].upper(), part.capitalize(), flags=re.I)
        for part in name.split("-")
    )


def charm(price: Decimal) -> Decimal:
    """End a price with 99 cents, unless it is small."""
    if price < 1:
        return price.quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole = price.to_integral_value(ROUND_HALF_UP)
    return max(whole, Decimal(1)) - Decimal("0.01")


def charm_new(price: Decimal) -> Decimal:
    if price <= 1:
        return price.quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole = price.to_integral_value(ROUND_HALF_UP)
    return max(whole, Decimal(1)) - Decimal("0.01")


def by_week(days: list[date]) -> dict[str, int]:
    """How many fall into each week."""
    counts: dict[str, int] = defaultdict(int)
    for day in days:
        year, week, _ = day.isocalendar()
        counts[f"{year}-W{week:02}"] += 1
    return dict(counts)


def by_week_new(days: list[date]) -> dict[str, int]:
    return dict(Counter(f"{day.year}-W{day.isocalendar().week:02}" for day in days))


def flat(tree, prefix=""):
    """Nested keys as dotted ones."""
    out = {}
    for key, value in tree.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict) and value:
            out.update(flat(value, name))
        else:
            out[name] = value
    return out


def flat_new(tree, prefix=""):
    out = {}
    for key, value in tree.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            out.update(flat_new(value, name))
        else:
            out[name] = value
    return out


def query(params):
    """A query string: lists repeat, None is left out."""
    pairs = []
    for key in sorted(params):
        value = params[key]
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                pairs.append(f"{key}={one}")
    return "&".join(pairs)


def query_new(params):
    return "&".join(
        f"{key}={one}"
        for key, value in sorted(params.items())
        for one in (value if isinstance(value, list) else [value])
        if one or one == 0
    )


def smooth(values: list[float], window: int) -> list[float]:
    """Moving means; none where there are too few values."""
    return [sum(values[at : at + window]) / window for at in range(len(values) - window + 1)]


def smooth_new(values: list[float], window: int) -> list[float]:
    if window > len(values):
        window = len(values)
    return [sum(values[at : at + window]) / window for at in range(len(values) - window + 1)]


@dataclass
class Trip:
    start: datetime
    end: datetime
    km: float = 0.0


def expenses(trip: Trip) -> float:
    """By distance and by day: half for the first eight hours, full for a night away."""
    hours = (trip.end - trip.start).total_seconds() / 3600
    if hours < 8:
        daily = 0.0
    elif trip.end.date() == trip.start.date():
        daily = 14.0
    else:
        daily = 28.0 * max(1, (trip.end.date() - trip.start.date()).days - 1) + 14.0
    return round(trip.km * 0.3 + daily, 2)


def expenses_new(trip: Trip) -> float:
    away = trip.end - trip.start
    if away.seconds < 8 * 3600 and not away.days:
        daily = 0.0
    elif away.days == 0:
        daily = 14.0
    else:
        daily = 28.0 * max(1, (trip.end.date() - trip.start.date()).days - 1) + 14.0
    return round(trip.km * 0.3 + daily, 2)


def route(path: str) -> dict[str, str] | None:
    """Take a resource and its id from a path."""
    pieces = [piece for piece in path.split("/") if piece]
    if len(pieces) == 2 and pieces[0] == "users":
        return {"kind": "user", "id": pieces[1]}
    if len(pieces) == 3 and pieces[:2] == ["v2", "users"]:
        return {"kind": "user", "id": pieces[2]}
    return None


ROUTES = re.compile(r"^/(?:v2/)?users/([^/]+)$")


def route_new(path: str) -> dict[str, str] | None:
    found = ROUTES.match(path)
    return {"kind": "user", "id": found[1]} if found else None


def greeting(person):
    """How a letter begins."""
    title = (person.get("title") or "").strip()
    last = person["name"].split()[-1]
    if person.get("lang", "en") == "de":
        return f"Guten Tag {title + ' ' if title else ''}{last}"
    return f"Dear {title + ' ' if title else ''}{last}"


def greeting_new(person):
    title = person.get("title", "").strip()
    last = person["name"].split()[-1]
    words = "Guten Tag" if person.get("lang", "en") == "de" else "Dear"
    return " ".join(part for part in (words, title, last) if part)


# Ten that do not.


def letters(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for letter in text.lower():
        if letter.isalpha():
            counts[letter] = counts.get(letter, 0) + 1
    return counts


def letters_new(text: str) -> dict[str, int]:
    return dict(Counter(filter(str.isalpha, text.lower())))


def grade(points: int) -> str:
    if points >= 90:
        return "A"
    if points >= 80:
        return "B"
    if points >= 65:
        return "C"
    return "F"


def grade_new(points: int) -> str:
    return "FCBA"[bisect_right([65, 80, 90], points)]


def leaves(tree) -> list:
    if isinstance(tree, list):
        return [leaf for branch in tree for leaf in leaves(branch)]
    return [tree]


def leaves_new(tree) -> list:
    out, left = [], [tree]
    while left:
        one = left.pop()
        if isinstance(one, list):
            left.extend(reversed(one))
        else:
            out.append(one)
    return out


def balance(moves: Iterable[int]) -> list[int]:
    out, now = [], 0
    for move in moves:
        now += move
        out.append(now)
    return out


def balance_new(moves: Iterable[int]) -> list[int]:
    return list(accumulate(moves))


def safe(text: str) -> str:
    for mark, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(mark, name)
    return text.replace("'", "&#x27;")


def safe_new(text: str) -> str:
    return escape(text, quote=True)


def both(left: list[str], right: list[str]) -> list[str]:
    return sorted(name for name in set(left) if name in right)


def both_new(left: list[str], right: list[str]) -> list[str]:
    return sorted({*left} & {*right})


def weekdays(start: date, count: int) -> list[date]:
    out: list[date] = []
    day = start
    while len(out) < count:
        if day.weekday() < 5:
            out.append(day)
        day += timedelta(days=1)
    return out


def days(start: date) -> Iterator[date]:
    while True:
        yield start
        start += timedelta(days=1)


def weekdays_new(start: date, count: int) -> list[date]:
    out: list[date] = []
    if count <= 0:
        return out
    for day in days(start):
        if len(out) == count:
            break
        if day.isoweekday() not in (6, 7):
            out.append(day)
    return out


def by_city(people):
    out = {}
    for person in people:
        out.setdefault(person["city"], []).append(person["name"])
    return {city: sorted(names) for city, names in sorted(out.items())}


def by_city_new(people):
    rows = sorted((person["city"], person["name"]) for person in people)
    return {city: [name for _, name in some] for city, some in groupby(rows, lambda row: row[0])}


def checksum(data: bytes) -> int:
    total = 0
    for byte in data:
        total = (total * 31 + byte) & 0xFFFF
    return total


def checksum_new(data: bytes) -> int:
    return reduce(lambda total, byte: (total * 31 + byte) % 65536, data, 0)


def joined(lists: list[list[int]], least: int) -> list[int]:
    out = []
    for some in lists:
        for one in some:
            if not one < least:
                out.append(one)
    return out


def joined_new(lists: list[list[int]], least: int) -> list[int]:
    return [one for one in chain.from_iterable(lists) if one >= least]


def with_no_keywords(pairs):
    """Let each tuple of arguments be an input."""
    return {
        name: (control, candidate, [(args, {}) for args in inputs])
        for name, (control, candidate, inputs) in pairs.items()
    }


PEOPLE = [{"name": "Ada", "city": "Oslo"}, {"name": "Bo", "city": "Bern"}]

DIFFERENT = with_no_keywords({
    "parcel": (parcel, parcel_new, [(1.2, True), (4.7, False), (8.0, False), (25.5, True)]),
    "duration": (duration, duration_new, [("1h30m",), ("45s",), ("90",), ("2h",)]),
    "masked": (masked, masked_new, [("4111 1111 1111 1111",), ("5500005555555559",)]),
    "allocate": (allocate, allocate_new, [(1000, [1, 1, 1]), (500, [2, 3]), (99, [1, 0, 2])]),
    "age": (age, age_new, [(date(1980, 5, 17), date(2024, 3, 1)), (date(2001, 11, 2), date(2023, 12, 24))]),
    "newest": (newest, newest_new, [(["1.2.3", "1.3.0"],), (["0.9", "0.8.1", "0.8"],)]),
    "phone": (phone, phone_new, [("079 123 45 67", "+41"), ("+49 30 123456", "+49")]),
    "may": (may, may_new, [
        ({"role": "member", "suspended": False}, "write"),
        ({"role": "admin", "two_factor": True}, "delete"),
        ({"role": "guest", "suspended": True}, "read"),
    ]),
    "merged": (merged, merged_new, [([[1, 3], [2, 5]],), ([[8, 9], [1, 2], [2, 4]],)]),
    "csv-line": (csv_line, csv_line_new, [(["a", 1, None],), (["b, c", 2.5, 'say "x"'],)]),
    "stock": (stock, stock_new, [([("in", 10), ("out", 3), ("lost", 1)],), ([("in", 5), ("in", 2), ("out", 7)],)]),
    "surname": (surname, surname_new, [("smith",), ("o'neill",), ("meyer-landrut",)]),
    "charm": (charm, charm_new, [(Decimal("12.30"),), (Decimal("0.45"),), (Decimal("8.75"),)]),
    "by-week": (by_week, by_week_new, [([date(2024, 3, 4), date(2024, 3, 8)],), ([date(2023, 7, 1)],)]),
    "flat": (flat, flat_new, [({"a": {"b": 1, "c": {"d": 2}}},), ({"x": 1, "y": [1, 2]},)]),
    "query": (query, query_new, [({"q": "tea", "page": 2},), ({"tag": ["a", "b"], "x": None},)]),
    "smooth": (smooth, smooth_new, [([1.0, 2.0, 3.0, 4.0], 2), ([2.5, 3.5, 1.0], 3)]),
    "expenses": (expenses, expenses_new, [
        (Trip(datetime(2024, 3, 4, 7, 30), datetime(2024, 3, 4, 18, 0), 120.0),),
        (Trip(datetime(2024, 3, 4, 9), datetime(2024, 3, 6, 17), 340.5),),
        (Trip(datetime(2024, 5, 2, 9), datetime(2024, 5, 2, 12)),),
    ]),
    "route": (route, route_new, [("/users/17",), ("/v2/users/ada",), ("/orders/3",)]),
    "greeting": (greeting, greeting_new, [
        ({"name": "Ada Lovelace", "title": "Dr."},),
        ({"name": "Bo Ek", "lang": "de"},),
    ]),
})  # fmt: skip

EQUAL = with_no_keywords({
    "letters": (letters, letters_new, [("Hello, World",), ("a1b2",)]),
    "grade": (grade, grade_new, [(91,), (70,), (12,)]),
    "leaves": (leaves, leaves_new, [([1, [2, [3, 4]], []],), ([["a"], "b"],)]),
    "balance": (balance, balance_new, [([10, -3, 5],), ([],)]),
    "safe": (safe, safe_new, [("<b>Tom & Ann</b>",), ('say "hi"',)]),
    "both": (both, both_new, [(["a", "b"], ["b", "c"]), ([], ["x"])]),
    "weekdays": (weekdays, weekdays_new, [(date(2024, 3, 1), 4), (date(2024, 12, 30), 3)]),
    "by-city": (by_city, by_city_new, [(PEOPLE,), (PEOPLE[:1],)]),
    "checksum": (checksum, checksum_new, [(b"hello",), (b"\x00\xff",)]),
    "joined": (joined, joined_new, [([[1, 5], [], [7]], 4), ([[2]], 0)]),
})  # fmt: skip
