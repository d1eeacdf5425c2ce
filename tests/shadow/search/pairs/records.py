"""Documents and lists: defaults, keys, order, early ends, aliases, errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any


def settings(user):
    """Fill what a user left out."""
    theme = user.get("theme", "light")
    size = user.get("page_size", 25)
    return {"theme": theme, "page_size": size, "beta": user.get("beta", True)}


def settings_new(user):
    return {
        "theme": user.get("theme") or "light",
        "page_size": user["page_size"] if "page_size" in user else 25,
        "beta": user.get("beta", True),
    }


def city(order: dict) -> str:
    try:
        return order["customer"]["address"]["city"]
    except KeyError:
        return "unknown"


def city_new(order: dict) -> str:
    if "customer" not in order:
        return "unknown"
    return order["customer"].get("address")["city"] if "address" in order["customer"] else "unknown"


def first_late(shipments: list[dict], limit: int) -> str | None:
    for shipment in shipments:
        if shipment["days"] > limit:
            return shipment["id"]
    return None


def first_late_new(shipments: list[dict], limit: int) -> str | None:
    found = None
    for shipment in shipments:
        if shipment["days"] > limit:
            found = shipment["id"]
    return found


def ranking(players):
    return [p["name"] for p in sorted(players, key=lambda p: -p["score"])]


def ranking_new(players):
    by_score = sorted(players, key=itemgetter("score"))
    by_score.reverse()
    return [p["name"] for p in by_score]


def add_tag(tags, tag):
    tags = list(tags)
    if tag not in tags:
        tags.append(tag)
    return tags


def add_tag_new(tags, tag):
    if tag not in tags:
        tags = [*tags, tag]
    else:
        tags.sort(key=tag.__eq__)
    return tags


@dataclass
class Line:
    sku: str
    quantity: int
    price: float = 0.0


@dataclass
class Cart:
    lines: list[Line] = field(default_factory=list)
    coupon: str | None = None


def checkout(cart: Cart) -> float:
    amount = sum(line.quantity * line.price for line in cart.lines)
    if cart.coupon == "WELCOME10" and amount > 50:
        amount *= 0.9
    return round(amount, 2)


def checkout_new(cart: Cart) -> float:
    amount = 0.0
    for line in cart.lines:
        amount += line.quantity * line.price
    if cart.coupon == "WELCOME10":
        amount *= 0.9
    return round(amount * 1.0, 2)


def parse_level(level: str) -> int:
    names = {"debug": 10, "info": 20, "error": 40}
    if level not in names:
        raise ValueError(f"no level {level!r}")
    return names[level]


def parse_level_new(level: str) -> int:
    return {"debug": 10, "info": 20, "error": 40}[level]


def merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    made = dict(base)
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(made.get(key), dict):
            made[key] = merge(made[key], value)
        else:
            made[key] = value
    return made


def merge_new(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    made = dict(base)
    for key, value in over.items():
        kept = made.get(key)
        if isinstance(value, dict) and isinstance(kept, dict):
            kept.update(value)
        else:
            made[key] = value
    return made


def batches(rows: list[int], size: int) -> list[list[int]]:
    return [rows[at : at + size] for at in range(0, len(rows), size)]


def batches_new(rows: list[int], size: int) -> list[list[int]]:
    full = len(rows) // size
    made = [rows[n * size : (n + 1) * size] for n in range(full)]
    made.append(rows[full * size :])
    return made


def dedupe(emails: list[str]) -> list[str]:
    seen, kept = set(), []
    for email in emails:
        if email not in seen:
            seen.add(email)
            kept.append(email)
    return kept


def dedupe_new(emails: list[str]) -> list[str]:
    kept: list[str] = []
    for email in emails:
        if not kept or kept[-1] != email:
            kept.append(email)
    return kept


def apply(state: dict, event: dict) -> dict:
    kind = event["type"]
    if kind == "opened":
        return {**state, "open": True}
    if kind == "closed":
        return {**state, "open": False, "closed_by": event.get("by")}
    if kind == "amended":
        return {**state, **event["fields"]}
    return state


def apply_new(state: dict, event: dict) -> dict:
    changes = {
        "opened": lambda: {"open": True},
        "closed": lambda: {"open": False, "closed_by": event.get("by", "system")},
        "amended": lambda: event["fields"],
    }
    return state | changes.get(event["type"], dict)()


PAIRS = {
    "empty-theme": (settings, settings_new, [(({"theme": "dark", "page_size": 50},), {}), (({"theme": "light", "beta": False},), {})]),
    "absent-address": (city, city_new, [(({"customer": {"address": {"city": "Graz"}}},), {}), (({"customer": {"address": {"city": "Ulm", "zip": "89073"}}, "id": 4},), {})]),
    "first-late": (first_late, first_late_new, [(([{"id": "a", "days": 2}, {"id": "b", "days": 9}], 5), {}), (([{"id": "c", "days": 1}], 3), {})]),
    "ties": (ranking, ranking_new, [(([{"name": "Ada", "score": 3}, {"name": "Bo", "score": 9}, {"name": "Cy", "score": 5}],), {})]),
    "alias": (add_tag, add_tag_new, [((["a", "b"], "c"), {}), (([], "x"), {})]),
    "coupon": (checkout, checkout_new, [((Cart([Line("a", 2, 9.5)]),), {}), ((Cart([Line("b", 1, 80.0), Line("c", 3, 2.0)], "WELCOME10"),), {}), ((Cart([Line("d", 1, 5.0)], "SUMMER"),), {})]),
    "error-type": (parse_level, parse_level_new, [(("debug",), {}), (("info",), {})]),
    "deep-merge": (merge, merge_new, [(({"a": 1}, {"b": 2}), {}), (({"a": {"x": 1}}, {"c": {"y": 2}}), {}), (({"d": {"x": {"z": 1}}, "e": 0}, {"e": 1}), {})]),
    "last-batch": (batches, batches_new, [(([1, 2, 3, 4, 5], 2), {}), (([7, 8], 3), {})]),
    "not-adjacent": (dedupe, dedupe_new, [((["a@x.de", "b@x.de"],), {}), ((["c@y.de", "c@y.de", "d@y.de"],), {})]),
    "default-by": (apply, apply_new, [(({"id": 1}, {"type": "opened"}), {}), (({"id": 2, "open": True}, {"type": "amended", "fields": {"note": "x"}}), {}), (({"id": 3}, {"type": "closed", "by": "ada"}), {})]),
}  # fmt: skip
