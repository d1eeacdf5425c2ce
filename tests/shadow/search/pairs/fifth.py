"""Thirty-eight pairs that differ and ten that do not, each of a kind with three or four plain records.

Three that were missed at first (depths, types that a source tells apart, keys written otherwise) were
mended by their kinds.
"""

from __future__ import annotations

import heapq
import itertools
import math
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")


def cents(amount: float) -> int:
    return int(Decimal(str(amount)).scaleb(2).to_integral_value(ROUND_HALF_UP))


def cents_new(amount: float) -> int:
    return round(amount * 100)


def page_size(options: dict) -> int:
    size = options.get("size")
    return 25 if size is None else size


def page_size_new(options: dict) -> int:
    return options.get("size") or 25


def boxes(items: int, per_box: int) -> int:
    return -(-items // per_box)


def boxes_new(items: int, per_box: int) -> int:
    return items // per_box + 1


def same_name(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def same_name_new(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def key_of(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().lower()


def key_of_new(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().lower()


def fits(text: str, most: int = 20) -> bool:
    return len(text.encode("utf-8")) <= most


def fits_new(text: str, most: int = 20) -> bool:
    return len(text) <= most


def tomorrow(moment: datetime) -> str:
    local = moment.astimezone(NEW_YORK)
    return (local + timedelta(days=1)).isoformat()


def tomorrow_new(moment: datetime) -> str:
    later = moment + timedelta(hours=24)
    return later.astimezone(NEW_YORK).isoformat()


def birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def birthday_new(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def ranked(rows: list[dict]) -> list[str]:
    return [row["name"] for row in sorted(rows, key=lambda row: row["score"], reverse=True)]


def ranked_new(rows: list[dict]) -> list[str]:
    return [row["name"] for row in sorted(rows, key=lambda row: (-row["score"], row["name"]))]


def checksum(data: bytes) -> int:
    total = 0
    for byte in data:
        total = (total * 31 + byte) & 0xFFFF
    return total


def checksum_new(data: bytes) -> int:
    total = 0
    for byte in data:
        total = total * 31 + byte
        if total > 0xFFFF:
            total %= 0xFFFF
    return total


def first_gap(numbers: list[int]) -> int | None:
    for before, after in itertools.pairwise(sorted(set(numbers))):
        if after != before + 1:
            return before + 1
    return None


def first_gap_new(numbers: list[int]) -> int | None:
    ordered = sorted(set(numbers))
    for number in range(ordered[0], ordered[-1]) if ordered else ():
        if number not in ordered:
            return number
        if number > 100:
            break
    return None


def merged(base: dict, extra: dict) -> dict:
    made = {**base}
    for key, value in extra.items():
        made[key] = made[key] + value if isinstance(value, list) and key in made else value
    return made


def merged_new(base: dict, extra: dict) -> dict:
    made = dict(base)
    for key, value in extra.items():
        if isinstance(value, list) and key in made:
            made[key] += value
        else:
            made[key] = value
    return made


def shipping(weight: int, country: str, express: bool) -> int:
    cost = 500 + weight // 10
    if country == "CH":
        cost += 300
    return cost * 2 if express else cost


def shipping_new(weight: int, country: str, express: bool) -> int:
    cost = 500 + weight // 10
    if country == "CH":
        cost += 300 if weight < 31500 else 0
    return cost * 2 if express else cost


def port(text: str) -> int:
    value = int(text)
    if not 0 < value < 65536:
        raise ValueError(f"port out of range: {value}")
    return value


def port_new(text: str) -> int:
    value = int(text)
    if value < 1 or value > 65535:
        raise OverflowError(f"port out of range: {value}")
    return value


def city(order: dict) -> str | None:
    return order.get("customer", {}).get("address", {}).get("city")


def city_new(order: dict) -> str | None:
    return order["customer"].get("address", {}).get("city")


def total(prices: list[float]) -> float:
    return math.fsum(prices)


def total_new(prices: list[float]) -> float:
    made = 0.0
    for price in prices:
        made += price
    return made


def bucket(offset: int, width: int) -> int:
    return offset // width


def bucket_new(offset: int, width: int) -> int:
    return int(offset / width)


def is_slug(text: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text))


def is_slug_new(text: str) -> bool:
    return bool(re.match(r"^[a-z0-9]+(-[a-z0-9]+)*$", text))


def mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def mean_new(values: list[float]) -> float | None:
    return sum(values) / max(len(values), 1)


def table(pairs: list[list]) -> dict:
    made: dict = {}
    for key, value in pairs:
        made.setdefault(key, value)
    return made


def table_new(pairs: list[list]) -> dict:
    return {key: value for key, value in pairs}


def header(value) -> str:
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return value.strip()


def header_new(value) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value.strip()


MINOR = {"JPY": 0, "EUR": 2, "USD": 2, "KWD": 3}


def rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-MINOR.get(currency, 2)), ROUND_HALF_EVEN)


def rounded_new(amount: Decimal, currency: str) -> Decimal:
    places = "1" if currency == "JPY" else "0.01"
    return amount.quantize(Decimal(places), ROUND_HALF_EVEN)


def depth(tree: list) -> int:
    most, work = 0, [(tree, 1)]
    while work:
        part, at = work.pop()
        most = max(most, at)
        work += [(one, at + 1) for one in part if isinstance(one, list)]
    return most


def depth_new(tree: list, at: int = 1) -> int:
    if at > 12:
        return at
    return max([depth_new(one, at + 1) for one in tree if isinstance(one, list)], default=at)


def tagged(name: str, tags: list | None = None) -> list:
    tags = [] if tags is None else tags
    return [*tags, name]


def tagged_new(name: str, tags: list = []) -> list:  # noqa: B006 - what differs
    tags.append(name)
    return list(tags)


def spread(values: list[int]) -> tuple[int, int] | None:
    kept = [value for value in values if value >= 0]
    return (min(kept), max(kept)) if kept else None


def spread_new(values: list[int]) -> tuple[int, int] | None:
    kept = (value for value in values if value >= 0)
    low = min(kept, default=None)
    return None if low is None else (low, max(kept, default=low))


def lookup(headers: dict[str, str], name: str) -> str | None:
    wanted = name.lower()
    for key, value in headers.items():
        if key.lower() == wanted:
            return value
    return None


def lookup_new(headers: dict[str, str], name: str) -> str | None:
    return headers.get(name, headers.get(name.title()))


def week(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def week_new(day: date) -> str:
    return f"{day.year}-W{day.isocalendar()[1]:02}"


def heading(x: float, y: float) -> float:
    return math.degrees(math.atan2(y, x)) % 360


def heading_new(x: float, y: float) -> float:
    return math.degrees(math.atan2(y + 0.0, x + 0.0)) % 360


def highest(values: list[float]) -> float | None:
    known = [value for value in values if not math.isnan(value)]
    return max(known, default=None)


def highest_new(values: list[float]) -> float | None:
    return max(values, default=None)


def unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


def unique_new(names: list[str]) -> list[str]:
    return sorted(set(names), key=names[::-1].index, reverse=True)


def units(text: str) -> int:
    return sum(2 if ord(letter) > 0xFFFF else 1 for letter in text)


def units_new(text: str) -> int:
    return len(text)


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def shortened_new(text: str, most: int) -> str:
    return text if len(text) < most else text[: most - 1] + "…"


def overlap(one: list[int], other: list[int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def overlap_new(one: list[int], other: list[int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def quantity(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None


def quantity_new(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 7 else None


def lines(text: str) -> list[str]:
    return text.split("\n")


def lines_new(text: str) -> list[str]:
    return text.splitlines()


def kind(value: object) -> str:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int):
        return "number"
    return "text" if isinstance(value, str) else "other"


def kind_new(value: object) -> str:
    if isinstance(value, int):
        return "number"
    if isinstance(value, bool):
        return "flag"
    return "text" if isinstance(value, str) else "other"


def unescaped(text: str) -> str:
    made, at = [], 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
        made.append(text[at])
        at += 1
    return "".join(made)


def unescaped_new(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def tier(customer: dict) -> str:
    if customer["orders"] >= 10 and customer["spent"] > 1000:
        return "gold"
    return "silver" if customer["orders"] >= 5 else "none"


def tier_new(customer: dict) -> str:
    if customer["orders"] >= 10 and customer["spent"] >= 1000:
        return "gold"
    return "silver" if customer["orders"] >= 5 else "none"


D = Decimal
UTC = UTC


def one(*args, **kwargs):
    return args, kwargs


DIFFERENT = {
    "half-cents": (cents, cents_new, [one(12.5), one(3.99), one(100.0)]),
    "page-size": (
        page_size,
        page_size_new,
        [one({"size": 10}), one({}), one({"size": 50, "page": 2})],
    ),
    "boxes": (boxes, boxes_new, [one(7, 3), one(20, 6), one(5, 2)]),
    "same-name": (
        same_name,
        same_name_new,
        [one("Ada", "ada"), one("Bob", "Rob"), one("Weiss", "WEISS")],
    ),
    "key-of": (key_of, key_of_new, [one("Ada "), one("Zoë"), one("Lovelace")]),
    "fits": (
        fits,
        fits_new,
        [one("hello"), one("a text that is much too long for it"), one("short")],
    ),
    "tomorrow": (
        tomorrow,
        tomorrow_new,
        [
            one(datetime(2024, 1, 15, 12, tzinfo=UTC)),
            one(datetime(2024, 6, 1, 8, 30, tzinfo=UTC)),
            one(datetime(2023, 9, 9, tzinfo=UTC)),
        ],
    ),
    "birthday": (
        birthday,
        birthday_new,
        [one(date(1990, 5, 17), 2024), one(date(1985, 12, 31), 2023), one(date(2001, 1, 1), 2025)],
    ),
    "ranked": (
        ranked,
        ranked_new,
        [
            one([{"name": "ada", "score": 3}, {"name": "bob", "score": 5}]),
            one([{"name": "cid", "score": 1}]),
            one(
                [
                    {"name": "dan", "score": 9},
                    {"name": "eve", "score": 4},
                    {"name": "fay", "score": 7},
                ]
            ),
        ],
    ),
    "checksum": (checksum, checksum_new, [one(b"ab"), one(b"a"), one(b"")]),
    "first-gap": (first_gap, first_gap_new, [one([1, 2, 4]), one([5, 6, 7]), one([3, 1, 10])]),
    "merged": (
        merged,
        merged_new,
        [
            one({"a": 1}, {"b": 2}),
            one({"tags": ["x"]}, {"name": "n"}),
            one({"n": 1}, {"tags": ["y"]}),
        ],
    ),
    "shipping": (
        shipping,
        shipping_new,
        [one(1200, "DE", False), one(300, "CH", False), one(5000, "FR", True)],
    ),
    "port": (port, port_new, [one("80"), one("8080"), one("443")]),
    "city": (
        city,
        city_new,
        [
            one({"customer": {"address": {"city": "Bern"}}}),
            one({"customer": {}}),
            one({"customer": {"address": {}}}),
        ],
    ),
    "total": (total, total_new, [one([1.5, 2.25]), one([10.0]), one([0.5, 0.25, 3.0])]),
    "bucket": (bucket, bucket_new, [one(17, 5), one(30, 10), one(4, 8)]),
    "slug": (is_slug, is_slug_new, [one("a-slug"), one("Not a slug"), one("x1")]),
    "mean": (mean, mean_new, [one([1.0, 2.0]), one([3.5]), one([0.5, 0.5, 2.0])]),
    "table": (
        table,
        table_new,
        [one([["a", 1], ["b", 2]]), one([["x", 0]]), one([["k", 1], ["l", 2], ["m", 3]])],
    ),
    "header": (header, header_new, [one(" text/html "), one(b"gzip"), one("no-cache")]),
    "minor-units": (
        rounded,
        rounded_new,
        [one(D("12.345"), "EUR"), one(D("1250.4"), "JPY"), one(D("9.99"), "USD")],
    ),
    "depth": (depth, depth_new, [one([1, [2]]), one([]), one([[[]], 3])]),
    "tagged": (tagged, tagged_new, [one("a", ["b"]), one("c", []), one("d", ["e", "f"])]),
    "spread": (spread, spread_new, [one([5]), one([4, 4]), one([-1])]),
    "lookup": (
        lookup,
        lookup_new,
        [one({"Host": "a"}, "host"), one({"Accept": "b"}, "Accept"), one({"Host": "c"}, "range")],
    ),
    "week": (
        week,
        week_new,
        [one(date(2024, 5, 17)), one(date(2023, 8, 1)), one(date(2025, 3, 9))],
    ),
    "heading": (heading, heading_new, [one(1.0, 1.0), one(0.0, 2.5), one(-1.0, 3.0)]),
    "highest": (highest, highest_new, [one([1.0, 2.5]), one([]), one([7.0, math.nan])]),
    "unique": (unique, unique_new, [one(["a", "b"]), one(["b", "a"]), one(["x", "y", "z"])]),
    "units": (units, units_new, [one("abc"), one("Zoë"), one("")]),
    "shortened": (
        shortened,
        shortened_new,
        [one("hello world", 8), one("hi", 10), one("recorded", 5)],
    ),
    "overlap": (
        overlap,
        overlap_new,
        [one([1, 5], [3, 8]), one([1, 2], [7, 9]), one([4, 6], [1, 9])],
    ),
    "quantity": (quantity, quantity_new, [one("12"), one("no"), one("003")]),
    "lines": (lines, lines_new, [one("a\nb"), one("one line"), one("x\n\ny")]),
    "kind": (kind, kind_new, [one(1), one("a"), one(2.5), one([1])]),
    "unescaped": (unescaped, unescaped_new, [one("a\\,b"), one("plain"), one("c\\\\d")]),
    "tier": (
        tier,
        tier_new,
        [
            one({"orders": 12, "spent": 1500}),
            one({"orders": 6, "spent": 200}),
            one({"orders": 1, "spent": 2000}),
        ],
    ),
}


def grouped(words: list[str]) -> dict[str, list[str]]:
    made = defaultdict(list)
    for word in words:
        made[word[:1]].append(word)
    return dict(made)


def grouped_new(words: list[str]) -> dict[str, list[str]]:
    made: dict = {}
    for word in words:
        made.setdefault("".join(itertools.islice(word, 1)), []).append(word)
    return made


def counted(text: str) -> dict[str, int]:
    return dict(Counter(text.split()))


def counted_new(text: str) -> dict[str, int]:
    made: dict = {}
    for word in text.split():
        made[word] = made.get(word, 0) + 1
    return made


def clamp(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))


def clamp_new(value: int, low: int, high: int) -> int:
    inner = high if high < value else value
    return inner if inner > low else low


def days(one: date, other: date) -> int:
    return (other - one).days


def days_new(one: date, other: date) -> int:
    return other.toordinal() - one.toordinal()


def flat(rows: list[list[int]]) -> list[int]:
    return [cell for row in rows for cell in row]


def flat_new(rows: list[list[int]]) -> list[int]:
    made: list = []
    for row in rows:
        for cell in row:
            made.append(cell)
    return made


def top(values: list[int], count: int) -> list[int]:
    return sorted(values, reverse=True)[: max(count, 0)]


def top_new(values: list[int], count: int) -> list[int]:
    return heapq.nlargest(count, values)


def initials(name: str) -> str:
    return "".join(part[0].upper() for part in name.split())


def initials_new(name: str) -> str:
    made = ""
    for part in name.split():
        first = part[0]
        made = made + first.upper()
    return made


def price(order: dict) -> Decimal:
    return sum((line["price"] * line["count"] for line in order["lines"]), Decimal(0))


def price_new(order: dict) -> Decimal:
    made = Decimal(0)
    for line in order["lines"]:
        made = made + line["count"] * line["price"]
    return made


def parsed(text: str) -> dict[str, str]:
    made = {}
    for part in text.split(";"):
        key, sign, value = part.partition("=")
        if sign:
            made[key.strip()] = value.strip()
    return made


def parsed_new(text: str) -> dict[str, str]:
    made = {}
    for part in text.split(";"):
        if "=" in part:
            key, value = part.split("=", 1)
            made[key.strip()] = value.strip()
    return made


def rotated(values: list[int], by: int) -> list[int]:
    if not values:
        return []
    by %= len(values)
    return values[by:] + values[:by]


def rotated_new(values: list[int], by: int) -> list[int]:
    size = len(values)
    return [values[(at + by) % size] for at in range(size)]


EQUAL = {
    "grouped": (grouped, grouped_new, [one(["ada", "bob", "ann"]), one([]), one(["x"])]),
    "counted": (counted, counted_new, [one("a b a"), one(""), one("one two")]),
    "clamp": (clamp, clamp_new, [one(5, 0, 10), one(-3, 0, 10), one(30, 0, 10)]),
    "days": (
        days,
        days_new,
        [one(date(2024, 1, 1), date(2024, 3, 1)), one(date(2023, 5, 5), date(2023, 5, 5))],
    ),
    "flat": (flat, flat_new, [one([[1, 2], [3]]), one([]), one([[], [4]])]),
    "top": (top, top_new, [one([3, 1, 2], 2), one([], 1), one([5, 5, 1], 3)]),
    "initials": (initials, initials_new, [one("Ada Lovelace"), one("bob"), one("")]),
    "price": (
        price,
        price_new,
        [one({"lines": [{"price": D("1.50"), "count": 2}]}), one({"lines": []})],
    ),
    "parsed": (parsed, parsed_new, [one("a=1; b=2"), one("flag"), one("x==y")]),
    "rotated": (rotated, rotated_new, [one([1, 2, 3], 1), one([], 2), one([4, 5], 5)]),
}
