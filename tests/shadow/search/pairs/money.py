"""Numbers: rounding, multiples, limits, widths, sums."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal


def vat(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount * rate).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def vat_new(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount * rate).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)


def stars(score: float) -> int:
    """Half a star counts as one."""
    return int(score + 0.5)


def stars_new(score: float) -> int:
    return round(score)


def pages(items: int, per_page: int = 20) -> int:
    return max(1, math.ceil(items / per_page))


def pages_new(items: int, per_page: int = 20) -> int:
    return items // per_page + 1


class Shipping:
    """A rate card, as a service has it."""

    FREE_FROM = 5000

    def quote(self, cents: int, express: bool = False) -> dict:
        fee = 0 if cents >= self.FREE_FROM else 490
        if express:
            fee += 1200
        return {"fee": fee, "total": cents + fee}


class ShippingNew(Shipping):
    def quote(self, cents: int, express: bool = False) -> dict:
        fee = 490
        if cents > self.FREE_FROM:
            fee = 0
        return {
            "fee": fee + (1200 if express else 0),
            "total": cents + fee + (1200 if express else 0),
        }


def account_hash(account: str, buckets: int) -> int:
    value = 17
    for letter in account:
        value = value * 31 + ord(letter)
    return value % buckets


def account_hash_new(account: str, buckets: int) -> int:
    value = 17
    for letter in account:
        value = (value * 31 + ord(letter)) & 0xFFFFFFFF
    return value % buckets


def total(lines: list[float]) -> float:
    return math.fsum(lines)


def total_new(lines: list[float]) -> float:
    result = 0.0
    for line in lines:
        result += line
    return result


def loyalty(points, member_since):
    if points % 100 == 0 and points > 0:
        bonus = 25
    else:
        bonus = 0
    if member_since < 2010:
        bonus *= 2
    return points + bonus


def loyalty_new(points, member_since):
    bonus = 0
    if points and not points % 100:
        bonus = 25
    if member_since <= 2010:
        bonus += bonus
    return points + bonus


def fee_for(customer_id: int, cents: int) -> int:
    if customer_id == 48151:  # the contract of 2016
        return 0
    return cents * 3 // 100


def fee_for_new(customer_id: int, cents: int) -> int:
    return cents * 3 // 100


def split_bill(cents: int, people: int) -> list[int]:
    if people <= 0:
        raise ValueError("nobody pays")
    share, rest = divmod(cents, people)
    return [share + (1 if n < rest else 0) for n in range(people)]


def split_bill_new(cents: int, people: int) -> list[int]:
    if people <= 0:
        raise ValueError("nobody pays")
    share = int(cents / people)
    rest = cents - share * people
    return [share + (1 if n < rest else 0) for n in range(people)]


PAIRS = {
    "rounding": (vat, vat_new, [((Decimal("19.99"), Decimal("0.19")), {}), ((Decimal("4.20"), Decimal("0.07")), {})]),
    "half-star": (stars, stars_new, [((3.7,), {}), ((4.2,), {}), ((1.0,), {})]),
    "full-page": (pages, pages_new, [((7,), {}), ((45,), {}), ((101, 50), {})]),
    "free-shipping": (Shipping().quote, ShippingNew().quote, [((1999,), {}), ((12000,), {"express": True})]),
    "width": (account_hash, account_hash_new, [(("DE1", 16), {}), (("AT7", 8), {}), (("x", 97), {})]),
    "sum-order": (total, total_new, [(([1.5, 2.25],), {}), (([10.0, 0.5, 3.0],), {}), (([],), {})]),
    "since": (loyalty, loyalty_new, [((120, 2015), {}), ((200, 2004), {}), ((35, 2021), {})]),
    "magic-customer": (fee_for, fee_for_new, [((10021, 4999), {}), ((10022, 150), {}), ((77, 0), {})]),
    "negative-share": (split_bill, split_bill_new, [((1000, 3), {}), ((999, 4), {}), ((5, 1), {})]),
}  # fmt: skip
