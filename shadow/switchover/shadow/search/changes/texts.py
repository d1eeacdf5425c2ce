"""Other texts in place of one: odd letters, constants, lengths, and what a text stands for."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Final

from .around import Around
from .moments import dates, datetimes
from .numbers import decimals, integers
from .spoken import speaks, spoken

__all__ = ["binaries", "texts", "twins"]

_ODD: Final = (
    *("ß", "ẞ", "İ", "ı", "é", "e\u0301", "ﬁ", "Σ", "ς", "ŉ", "²", "½", "٣", "೬", "Ⅷ", "漢", "😀"),
    *("\u00a0", "\u2028", "\u200b", "\ufeff", "\t", "\n", "\r\n", "\x1c", "\x00", "\x7f"),
)
_SIGNS: Final = tuple(" -_.,;:/\\'\"%{}<>&|+*=?#@()[]0123456789aZ")
LONGEST: Final = 4_096
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TOKEN: Final = re.compile(r"\w+")
_WHOLE: Final = re.compile(r"[+-]?\d{1,18}")
_PART: Final = re.compile(r"[+-]?\d{1,12}\.\d{1,6}")


def texts(value: str, around: Around, random: Random) -> str:
    """Give another text; often one that stands for the same kind of thing."""
    meant = _meant(value, around, random) if random.random() < 0.4 else None
    if meant is not None:
        return meant
    if random.random() < speaks(value):
        return spoken(value, around, random)[:LONGEST]
    return random.choice(_WAYS)(value, around, random)[:LONGEST]


def _meant(value: str, around: Around, random: Random) -> str | None:
    """Change what a text stands for: a date, a moment, a number; None where it stands for none."""
    if (_WHOLE.fullmatch(value) or _PART.fullmatch(value)) and random.random() < 0.25:
        return random.choice(_NUMBERS)(value)
    if _WHOLE.fullmatch(value):
        made = str(integers(int(value), around, random))
        return made.zfill(len(value)) if value[0] == "0" and random.random() < 0.5 else made
    if _PART.fullmatch(value):
        try:
            return str(decimals(Decimal(value), around, random))
        except InvalidOperation:
            return None
    if _DATE.match(value):
        try:
            if len(value) == 10:
                day = dates(dt.date.fromisoformat(value), around, random)
                return day.isoformat() if random.random() < 0.7 else _otherwise(day, random)
            made_at = datetimes(dt.datetime.fromisoformat(value), around, random).isoformat()
        except ValueError:
            return None
        return made_at.replace("+00:00", "Z") if value.endswith("Z") else made_at
    return None


_NUMBERS: Final[tuple[Callable[[str], str], ...]] = (
    *(lambda text, form=form: form.format(text) for form in ("+{}", "{}.0", " {}", "{}e2", "0{}")),
    *(lambda text, form=form: form.format(text) for form in ("{}.", "{}_0", "{},5", "0x{}", "{}L")),
    lambda text: text.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),
    lambda text: text.replace(".", ","),
    *(lambda _, word=word: word for word in ("nan", "inf", "-", "", "1/2", "-0")),
)
"""Ways to write a number that some readers take and others do not."""


def _otherwise(day: dt.date, random: Random) -> str:
    """Write a day as some readers take it and others do not."""
    forms = ("%Y%m%d", "%d.%m.%Y", "%Y/%m/%d", "%m/%d/%Y", "%G-W%V-%u", "%Y-%m-%dT00:00:00")
    unpadded = f"{day.year}-{day.month}-{day.day}"
    return random.choice((unpadded, *(day.strftime(form) for form in forms)))


def _constant(value: str, around: Around, random: Random) -> str:
    """Put in a text that a source speaks of: alone, before, behind, or inside."""
    known = [*around.texts(), *around.others(str)]
    if not known:
        return value.upper()
    one = random.choice(known)
    if random.random() < 0.3:
        one = random.choice((one.upper(), one.lower(), one.capitalize(), one[:-1], one * 2))
    cut = random.randrange(len(value) + 1)
    return random.choice((one, one, one + value, value + one, value[:cut] + one + value[cut:]))


def _length(value: str, around: Around, random: Random) -> str:
    """Make it just as long as a number that a source, or the call, speaks of; or one off."""
    known = [one for one in (*around.numbers(int), *around.others(int)) if 0 <= one <= LONGEST]
    wanted: int = random.choice(known or [8]) + random.choice((0, 0, 1, -1))
    filler = value or "a"
    return (filler * (max(wanted, 0) // len(filler) + 1))[: max(wanted, 0)]


def _letter(value: str, _: Around, random: Random) -> str:
    """Put in a letter that few think of, or a sign, in place of one or beside it."""
    new = random.choice(_ODD if random.random() < 0.5 else _SIGNS)
    cut = random.randrange(len(value) + 1)
    return value[:cut] + new + value[cut + random.randrange(2) :]


def _alone(value: str, _: Around, random: Random) -> str:
    """Put one odd letter in place of all; or of all the digits, or all the letters."""
    new = random.choice(_ODD)
    if value and random.random() < 0.5:
        return "".join(new if one.isalnum() else one for one in value)
    return new


def _case(value: str, _: Around, random: Random) -> str:
    ways: tuple[Callable[[str], str], ...] = (
        *(str.upper, str.lower, str.title, str.swapcase, str.strip, str.casefold),
        lambda text: text[::-1],
    )
    return random.choice(ways)(value)


def _piece(value: str, _: Around, random: Random) -> str:
    """Leave out, double, or move a piece."""
    if not value:
        return random.choice((" ", "a", "0", "\n"))
    start = random.randrange(len(value))
    end = random.randrange(start, min(len(value), start + 8) + 1)
    piece = value[start:end] or value[start]
    kind = random.randrange(5)
    if kind == 0:
        return value[:start] + value[end:]
    if kind == 1:
        return value[:end] + piece + value[end:]
    if kind == 2:
        return piece
    if kind == 3:
        return value[end:] + value[:end]
    return value * random.randrange(2, 9)


def _edge(value: str, _: Around, random: Random) -> str:
    """Make it empty, blank, or blank at an end."""
    sign = random.choice((" ", "\n", "\t", ".", ",", ";", "-", "/", "0"))
    return random.choice(("", " ", sign, sign + value, value + sign, value + sign + value))


def _twice(value: str, _: Around, random: Random) -> str:
    """Double a sign that is in it, at one place or at all."""
    signs = sorted({one for one in value if not one.isalnum()})
    if not signs:
        return value + random.choice(_SIGNS)
    sign = random.choice(signs)
    return value.replace(sign, sign * 2, random.choice((1, -1)))


def _like(value: str, around: Around, random: Random) -> str:
    """Give another text of the call, written a little otherwise."""
    other = random.choice([*around.others(str), value])
    swaps = (("ss", "ß"), ("s", "ſ"), ("k", "\u212a"), ("i", "İ"), ("a", "á"), ("o", "ö"))
    old, new = random.choice(swaps)
    return random.choice((other, other.upper(), other.lower(), other.replace(old, new, 1)))


def _token(value: str, around: Around, random: Random) -> str:
    """Put a word, or a number, of another text or a source in place of one of its own."""
    spans = [found.span() for found in _TOKEN.finditer(value)]
    if not spans:
        return _constant(value, around, random)
    start, end = random.choice(spans)
    known = random.choice((around.others(str), around.texts())) or [value]
    words: list[str] = _TOKEN.findall(random.choice(known)) or ["x"]
    return value[:start] + random.choice(words) + value[end:]


_WAYS: Final = (
    *(_constant, _constant, _length, _letter, _letter, _alone, _case, _piece, _edge, _twice),
    *(_like, _token),
)


_WRITTEN: Final[tuple[Callable[[str], str], ...]] = (
    *(str.lower, str.upper, str.casefold, str.title, str.swapcase, str.strip),
    *(lambda text, form=form: unicodedata.normalize(form, text) for form in ("NFC", "NFD", "NFKC")),
    lambda text: unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode(),
    lambda text: f"{text} ",
    lambda text: text.replace(" ", "\u00a0"),
)


def twins(value: str, random: Random) -> tuple[str, str]:
    """Give two texts that are one, written in two ways; most have a letter with more than one."""
    word = value or "a"
    if random.random() < 0.8:
        cut = random.randrange(len(word))
        word = word[:cut] + random.choice(_ODD[:17]) + word[cut + 1 :]
    one = random.choice(_WRITTEN)(word) if random.random() < 0.4 else word
    return one, random.choice(_WRITTEN)(one)


def binaries(value: bytes, around: Around, random: Random) -> bytes:
    """Give other bytes."""
    known = [one for one in around.facts.constants if type(one) is bytes]
    cut = random.randrange(len(value) + 1)
    one = bytes([random.choice((0, 10, 13, 32, 127, 128, 255, random.randrange(256)))])
    ways = [b"", value * 2, value[:cut], value[cut:], value[:cut] + one + value[cut + 1 :]]
    ways += [value[:cut] + each + value[cut:] for each in (one, *known)] + known
    return random.choice(ways)[:LONGEST]
