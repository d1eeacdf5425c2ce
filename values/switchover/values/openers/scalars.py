"""The standard library's values that are one thing: numbers, moments, identifiers, paths."""

from __future__ import annotations

import _random as _random_module
import datetime as dt
import decimal
import fractions
import ipaddress
import pathlib
import pickle
import random
import struct
import uuid
import zoneinfo
from functools import partial
from typing import Any

from ..node import Node
from .leftout import IS_INPUT
from .opening import opens

__all__ = ["duration_text", "is_kept"]


MOST_BITS = 2_000
"""Above it the parts of a fraction stand as they are: Python refuses to write 4,300 digits, and 640
where it was told to."""


@opens(decimal.Decimal)
def _decimal(value: Any) -> Node:
    # The context of the thread may ask for a small e.
    return Node(base=decimal.Decimal.__str__(value).replace("e", "E"))


@opens(fractions.Fraction)
def _fraction(value: Any) -> Node:
    # as the class keeps them, which may be whole numbers of another library
    top, bottom = int(value._numerator), int(value._denominator)  # noqa: SLF001
    if top.bit_length() > MOST_BITS or bottom.bit_length() > MOST_BITS:
        return Node(fields={"denominator": bottom, "numerator": top})
    return Node(base=f"{top}/{bottom}")


def _moment(value: Any, own: Any) -> Node:
    """Local time with its offset: the name of a zone is no part of it, but of an input."""
    fields: dict[str, Any] | None = {"fold": 1} if _fold[own](value) else None
    zone = _zone[own](value)
    if zone is not None and (own.utcoffset(value) is None or is_kept(zone)):
        fields = {**(fields or {}), "tzinfo": zone}
    return Node(base=own.isoformat(value), fields=fields)


opens(dt.datetime)(partial(_moment, own=dt.datetime))
opens(dt.time)(partial(_moment, own=dt.time))


def is_kept(zone: Any) -> bool:
    """Say whether a zone is to be made again with its moment: a day on, its offset is another."""
    written = IS_INPUT.get()
    if written is None or type(zone) is not zoneinfo.ZoneInfo or _is_of_file(zone):
        return False
    written.has_more = True
    return True


def _is_of_file(zone: zoneinfo.ZoneInfo) -> bool:
    try:
        zoneinfo.ZoneInfo.__reduce__(zone)
    except pickle.PicklingError:
        return True
    return False


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
    told = _is_safe(value).value
    fields = None if told is None else {"is_safe": told}
    return Node(base=str(uuid.UUID(int=value.int)), fields=fields)


_is_safe = vars(uuid.UUID)["is_safe"].__get__


@opens(pathlib.PurePath)
def _path(value: Any) -> Node:
    return Node(base=pathlib.PurePath.__str__(value))


_CACHES = (
    *("network", "network_address", "netmask", "hostmask", "broadcast_address", "_prefixlen"),
    "hosts",  # of a network of one or two addresses a function of its own
)


@opens(ipaddress.IPv4Address, ipaddress.IPv6Address, without=_CACHES)
@opens(ipaddress.IPv4Network, ipaddress.IPv6Network, without=_CACHES)
@opens(ipaddress.IPv4Interface, ipaddress.IPv6Interface, without=_CACHES)
def _address(value: Any) -> Node:
    return Node(base=str(value))


@opens(zoneinfo.ZoneInfo)
def _zone_info(value: Any) -> Node:
    if _is_of_file(value):
        return Node(opaque="a zone that was read from a file: its name does not say what it is")
    return Node(base=value.key)


@opens(type(...), type(NotImplemented), type(None))
def _single(value: Any) -> Node:
    return Node(base=repr(value))


@opens(range)
def _range(value: Any) -> Node:
    return Node(fields={"start": value.start, "stop": value.stop, "step": value.step})


@opens(slice)
def _slice(value: Any) -> Node:
    return Node(fields={"start": value.start, "stop": value.stop, "step": value.step})


@opens(struct.Struct)
def _struct(value: Any) -> Node:
    return Node(base=value.format)


@opens(decimal.Context)
def _context(value: Any) -> Node:
    plain = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")
    fields = {name: getattr(value, name) for name in plain}
    for name in ("flags", "traps"):
        fields[name] = sorted(
            one.__name__ for one, is_set in getattr(value, name).items() if is_set
        )
    return Node(fields=fields)


@opens(random.Random, without=("gauss_next",))
def _random(value: Any) -> Node:
    state = _random_module.Random.getstate(value)
    next_gauss = vars(value).get("gauss_next")
    return Node(fields={"state": state, "gauss_next": next_gauss})


@opens(random.SystemRandom, without=("gauss_next",))
def _system_random(value: Any) -> Node:  # noqa: ARG001 - the system's randomness has no state here
    return Node(fields={})
