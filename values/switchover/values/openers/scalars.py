"""The standard library's values that are one thing: numbers, moments, identifiers, paths."""

from __future__ import annotations

import datetime as dt
import decimal
import fractions
import ipaddress
import pathlib
import uuid
from typing import Any

from switchover.values.node import Node

from .registry import opens

__all__: list[str] = []


@opens(decimal.Decimal)
def _decimal(value: Any) -> Node:
    # The context of the thread may ask for a small e.
    return Node(base=decimal.Decimal.__str__(value).replace("e", "E"))


@opens(fractions.Fraction)
def _fraction(value: Any) -> Node:
    return Node(base=f"{value._numerator}/{value._denominator}")  # noqa: SLF001 - as C keeps it


@opens(dt.datetime)
def _datetime(value: Any) -> Node:
    return _moment(value, dt.datetime)


@opens(dt.time)
def _time(value: Any) -> Node:
    return _moment(value, dt.time)


def _moment(value: Any, own: Any) -> Node:
    """Local time with its offset: the name of a zone is no part of it."""
    fields: dict[str, Any] | None = {"fold": 1} if _fold[own](value) else None
    zone = _zone[own](value)
    if zone is not None and own.utcoffset(value) is None:
        fields = {**(fields or {}), "tzinfo": zone}
    return Node(base=own.isoformat(value), fields=fields)


_fold = {own: vars(own)["fold"].__get__ for own in (dt.datetime, dt.time)}
_zone = {own: vars(own)["tzinfo"].__get__ for own in (dt.datetime, dt.time)}


@opens(dt.date)
def _date(value: Any) -> Node:
    return Node(base=dt.date.isoformat(value))


def duration_text(days: int, seconds: int, microseconds: int) -> str:
    """Write a duration as ISO 8601 has it, days apart: `P1DT2.5S`."""
    text = f"P{days}D"
    if seconds or microseconds:
        text += f"T{seconds}"
        text += f".{microseconds:06}".rstrip("0") if microseconds else ""
        text += "S"
    return text


_SPAN = [vars(dt.timedelta)[name].__get__ for name in ("days", "seconds", "microseconds")]


@opens(dt.timedelta)
def _timedelta(value: Any) -> Node:
    days, seconds, microseconds = (get(value) for get in _SPAN)
    return Node(base=duration_text(days, seconds, microseconds))


@opens(dt.timezone)
def _timezone(value: Any) -> Node:
    name = dt.timezone.tzname(value, None)
    offset = dt.timezone.utcoffset(value, None)
    fields: dict[str, Any] = {"offset": offset}
    if name != dt.timezone.tzname(dt.timezone(offset), None):
        fields["name"] = name
    return Node(fields=fields)


@opens(uuid.UUID)
def _uuid(value: Any) -> Node:
    return Node(base=str(uuid.UUID(int=value.int)))


@opens(pathlib.PurePath)
def _path(value: Any) -> Node:
    return Node(base=pathlib.PurePath.__str__(value))


@opens(ipaddress.IPv4Address, ipaddress.IPv6Address)
def _address(value: Any) -> Node:
    return Node(base=str(value))


@opens(ipaddress.IPv4Network, ipaddress.IPv6Network, ipaddress.IPv4Interface)
@opens(ipaddress.IPv6Interface)
def _network(value: Any) -> Node:
    return Node(base=str(value))


@opens(type(...), type(NotImplemented), type(None))
def _single(value: Any) -> Node:
    return Node(base=repr(value))
