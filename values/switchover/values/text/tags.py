"""The tags of the text form, and what each holds.

An object of one key that begins with `$` is a tag. Data of that look bears one `$` more.
"""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import fractions
import re
import uuid
from typing import Any, Callable

from ..node import Node
from ..openers.scalars import duration_text

__all__ = ["SCALARS", "TYPES", "bytes_of", "duration", "scalar", "text_of_bytes"]

_LONG_EXPONENT = re.compile(r"[eE][-+]?[\d_]{4,}")
_DURATION = re.compile(r"P(-?\d{1,9})D(?:T(\d{1,5})(?:\.(\d{1,6}))?S)?")


def duration(text: str) -> dt.timedelta:
    """Read a duration as it is written: `P1DT2.5S`, days and seconds.

    Raises:
        ValueError: It is none.
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError("write a duration as P1DT2.5S: days, then seconds")
    days, seconds, fraction = found.groups()
    return dt.timedelta(int(days), int(seconds or 0), int((fraction or "0").ljust(6, "0")))


def _duration(text: str) -> str:
    made = duration(text)
    return duration_text(made.days, made.seconds, made.microseconds)


def _zulu(text: str) -> str:
    return f"{text[:-1]}+00:00" if text.endswith("Z") else text


def _decimal(text: str) -> str:
    try:
        return str(decimal.Decimal(text)).replace("e", "E")
    except decimal.InvalidOperation:
        raise ValueError("that is no decimal number") from None


def _fraction(text: str) -> str:
    if _LONG_EXPONENT.search(text):  # of eight digits it takes minutes
        raise ValueError("write a fraction as 3/4, or with an exponent of three digits at most")
    made = fractions.Fraction(text)
    return f"{made.numerator}/{made.denominator}"


SCALARS: dict[str, tuple[str, Callable[[str], str]]] = {
    "$decimal": ("decimal.Decimal", _decimal),
    "$fraction": ("fractions.Fraction", _fraction),
    "$datetime": (
        "datetime.datetime",
        lambda text: dt.datetime.fromisoformat(_zulu(text)).isoformat(),
    ),
    "$date": ("datetime.date", lambda text: dt.date.fromisoformat(text).isoformat()),
    "$time": ("datetime.time", lambda text: dt.time.fromisoformat(_zulu(text)).isoformat()),
    "$timedelta": ("datetime.timedelta", _duration),
    "$uuid": ("uuid.UUID", lambda text: str(uuid.UUID(text))),
    "$path": ("pathlib.PosixPath", str),
}
"""Tag, type, and what makes the text canonical: a ValueError says that it is none."""
TYPES: dict[str, str] = {name: tag for tag, (name, _) in SCALARS.items()}
_READABLE = re.compile(r"[ -~\t\n]*")


def text_of_bytes(data: bytes) -> tuple[str, str]:
    """Choose tag and text for bytes: as they are where a reader can read them."""
    text = data.decode("latin-1")
    if _READABLE.fullmatch(text):
        return "$bytes", text
    return "$base64", base64.b64encode(data).decode("ascii")


def bytes_of(tag: str, text: Any) -> bytes:
    """Read what `text_of_bytes` wrote.

    Raises:
        ValueError: The text is not of that kind.
    """
    if type(text) is not str:
        raise ValueError("it holds a text")
    if tag == "$base64":
        return base64.b64decode(text, validate=True)
    try:
        return text.encode("ascii")
    except UnicodeEncodeError:
        raise ValueError("bytes that are no ASCII are written with $base64") from None


def scalar(tag: str, text: Any) -> Node:
    """Read a standard scalar.

    Raises:
        ValueError: The text is none of that kind.
    """
    name, canonical = SCALARS[tag]
    if type(text) is not str:
        raise ValueError("it holds a text")
    return Node(name, None, canonical(text))
