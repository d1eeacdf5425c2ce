"""What differences of one cause have in common: two short texts for two values.

Both values are read as text. Digits, quoted parts, memory addresses and paths are masked, for they
change with the input and not with the cause; to that comes the first token that differs, because
one template can go wrong in several places. A moment in time that both sides can be read as is
told by how they lie to each other: day and month exchanged, an hour later, another offset.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from switchover.values import Node

from .scalars import ABSENT, text_of
from .showing import difference_at

__all__ = ["causes", "text_causes"]

SHORT: Final = 200
"""Characters up to which the whole masked text tells causes apart."""
LOOKED: Final = 2_000
AROUND: Final = 400
"""Characters of a long text that are looked at around the first difference."""

_MASKS: Final = re.compile(
    r"""(?P<address>\b0x[0-9a-fA-F]+\b)
      | (?P<id>\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b|\b[0-9a-f]{12,64}\b)
      | (?P<path>(?<![\w<])(?:[A-Za-z]:)?(?:[\w.\-]*[/\\]){2,}[\w.\-]*|(?<![\w</])/[\w.\-]+)
      | (?P<quoted>"[^"\n]*"|'[^'\n]*'|`[^`\n]*`)
      | (?P<number>\d+)
    """,
    re.VERBOSE,
)
_MASK: Final = {"address": "0x…", "id": "#", "path": "/…", "quoted": "'…'", "number": "9"}
_TOKEN: Final = re.compile(r"</?[A-Za-z!][^<>]*>?|&\#?\w+;|[^\W\d_]+|\d+|[ \t]+|\s+|.", re.DOTALL)
_TAG: Final = re.compile(r"</?[\w!-]+")
_END: Final = "end"


def causes(a: Any, b: Any) -> tuple[str, str]:
    """Return what tells the cause closely, and what tells it loosely, of two trees that differ."""
    if a is ABSENT or b is ABSENT:
        return "", ""
    left, right = text_of(a), text_of(b)
    if left is not None and right is not None:
        return text_causes(left, right)
    if (a is None) == (b is None) or isinstance(a, Node) or isinstance(b, Node):
        return "", ""  # numbers, and what has parts of its own: one cause
    told = " → ".join("None" if x is None else type(x).__name__ for x in (a, b))
    return told, told


def text_causes(a: str, b: str) -> tuple[str, str]:
    """Return the close and the loose cause of two texts that differ.

    The close one is the masked texts, if they are short, with the place of the first token that
    differs in them; the loose one is the kinds of the first two tokens that differ.
    """
    moment = _moments(a, b)
    if moment is not None:
        return moment, moment
    a, b = _around(a, b)
    left, right = _TOKEN.findall(a), _TOKEN.findall(b)
    at = next((n for n, (x, y) in enumerate(zip(left, right, strict=False)) if x != y), None)
    at = min(len(left), len(right)) if at is None else at
    loose = f"{_kind(left, at)} → {_kind(right, at)}"
    if max(len(a), len(b)) > SHORT:
        return loose, loose
    one, other = mask(a), mask(b)
    masked = f"{one} → {other}"
    return f"{masked} at {at}" if one == other else masked, loose


def mask(text: str) -> str:
    """Put one sign in place of each number, quoted part, address and path."""
    return _MASKS.sub(lambda found: _MASK[found.lastgroup or "number"], text)


def _around(a: str, b: str) -> tuple[str, str]:
    """Return short texts whole, of long ones what lies around the first difference."""
    if max(len(a), len(b)) <= SHORT:
        return a, b
    at = difference_at(a, b)
    # A tag or word that the difference lies in is looked at from its beginning.
    start = max(a.rfind("\n", 0, at), a.rfind(">", 0, at), at - AROUND) + 1
    return a[start : at + AROUND], b[start : at + AROUND]


def _kind(tokens: list[str], at: int) -> str:
    """Name what kind of token stands at a place: a tag by its name, a word as a word."""
    if at >= len(tokens):
        return _END
    token = tokens[at]
    tag = _TAG.match(token)
    if tag:
        return f"{tag.group()}>"
    if token.isdigit():
        return "9"
    if token.isalpha():
        return "word"
    if token.isspace():
        return "line end" if "\n" in token else "blank"
    return token


# moments in time

_DAY: Final = dt.timedelta(days=1)
_HOUR: Final = dt.timedelta(hours=1)
_SHORTEST: Final = 10
_LONGEST: Final = 35


def _moments(a: str, b: str) -> str | None:
    """Say how two ISO dates or times lie to each other; None where one of them is none."""
    left, right = _moment(a), _moment(b)
    if left is None or right is None or (len(a) == _SHORTEST) != (len(b) == _SHORTEST):
        return None
    if left.utcoffset() != right.utcoffset():
        return (
            "time: another offset" if left.tzinfo and right.tzinfo else "time: offset on one side"
        )
    if left == right:
        return None  # written in another way: the masked text says how
    if (left.month, left.day) == (right.day, right.month) and left.year == right.year:
        return "date: day and month exchanged"
    apart = right - left
    sign = "later" if apart > dt.timedelta() else "earlier"
    if left.timetz() == right.timetz():
        return f"date: {'a day' if abs(apart) == _DAY else _span(left, right)} {sign}"
    if apart % _HOUR == dt.timedelta():
        return f"time: whole hours {sign}"
    return f"time: {'below a second' if abs(apart) < dt.timedelta(seconds=1) else 'another'} {sign}"


def _span(a: dt.datetime, b: dt.datetime) -> str:
    if (a.month, a.day) == (b.month, b.day):
        return "years"
    return "months" if a.day == b.day else "days"


def _moment(text: str) -> dt.datetime | None:
    if not _SHORTEST <= len(text) <= _LONGEST or not text[:4].isdigit():
        return None
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None
