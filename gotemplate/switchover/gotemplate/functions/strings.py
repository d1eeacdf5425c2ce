"""Sprig's functions on texts.

Source: sprig 3.2.3 (strings.go), goutils 1.1.1, Go's strings package. Lengths and positions count
UTF-8 bytes, as they do in Go.
"""

from __future__ import annotations

from typing import Any
from unicodedata import category

from .._call import Registry
from .._errors import TemplateRuntimeError
from .._literals import from_bytes, to_bytes
from .._scope import Scope
from .._text import text_of

__all__ = ["GO_SPACE", "STRINGS", "lower", "strval", "upper"]

STRINGS = Registry()
GO_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)


def upper(text: str) -> str:
    """Upper case letter by letter: no letter becomes two, as in Go."""
    return text.upper() if text.isascii() else "".join(map(_single_upper, text))


def lower(text: str) -> str:
    return text.lower() if text.isascii() else "".join(map(_single_lower, text))


def _single_upper(letter: str) -> str:
    changed = letter.upper()
    if len(changed) > 1:
        changed = letter.title()  # of a letter with an iota below: its one capital
    return changed if len(changed) == 1 else letter


def _single_lower(letter: str) -> str:
    changed = letter.lower()
    return changed if len(changed) == 1 else changed[0]


def titled(letter: str) -> str:
    changed = letter.title()
    return changed if len(changed) == 1 else letter


STRINGS.function("upper", "string")(upper)
STRINGS.function("lower", "string")(lower)


@STRINGS.function("hello")
def hello() -> str:
    return "Hello!"


@STRINGS.function("trim", "string")
def trim(text: str) -> str:
    return text.strip(GO_SPACE)


@STRINGS.function("title", "string")
def title(text: str) -> str:
    """Every letter after a separator becomes a title letter; the others stay as they are."""
    result, separated = [], True
    for letter in text:
        result.append(titled(letter) if separated else letter)
        separated = _separates(letter)
    return "".join(result)


def _separates(letter: str) -> bool:
    if letter == "_" or letter.isalpha() or letter.isdecimal():
        return False
    return letter < "\x80" or letter in GO_SPACE


@STRINGS.function("untitle", "string")
def untitle(text: str) -> str:
    result, separated = [], True
    for letter in text:
        space = letter in GO_SPACE
        result.append(_single_lower(letter) if separated and not space else letter)
        separated = space
    return "".join(result)


@STRINGS.function("swapcase", "string")
def swapcase(text: str) -> str:
    """Swap upper and lower case; a lower one at the start of a word becomes a title letter."""
    result, word_start = [], True
    for letter in text:
        changed, kind = letter, category(letter)  # what is like a letter, such as Ⓐ, stays
        if kind in {"Lu", "Lt"}:
            changed, word_start = _single_lower(letter), False
        elif kind == "Ll":
            changed, word_start = (titled if word_start else _single_upper)(letter), False
        else:
            word_start = letter in GO_SPACE
        result.append(changed)
    return "".join(result)


@STRINGS.function("nospace", "string")
def nospace(text: str) -> str:
    """Drop blanks; like goutils it then takes the bytes of other letters for letters."""
    kept = [chr(byte) for byte in to_bytes(text) if chr(byte) not in GO_SPACE]
    return text if len(kept) == len(to_bytes(text)) else "".join(kept)


@STRINGS.function("initials", "string")
def initials(text: str) -> str:
    result, gap = [], True
    for letter in map(chr, to_bytes(text)):
        space = letter in GO_SPACE
        if gap and not space:
            result.append(letter)
        gap = space
    return "".join(result)


def sliced(text: str, start: int, end: int) -> str:
    """Bytes ``start`` to ``end``; Raises TemplateRuntimeError outside the text."""
    data = to_bytes(text)
    if not 0 <= start <= end <= len(data):
        raise TemplateRuntimeError(
            f"slice bounds out of range [{start}:{end}] in a text of {len(data)} bytes"
        )
    return from_bytes(data[start:end])


@STRINGS.function("substr", "int", "int", "string")
def substr(start: int, end: int, text: str) -> str:
    size = len(to_bytes(text))
    if start < 0:
        return sliced(text, 0, end)
    return sliced(text, start, size if end < 0 or end > size else end)


@STRINGS.function("trunc", "int", "string")
def trunc(count: int, text: str) -> str:
    size = len(to_bytes(text))
    if count < 0 and size + count > 0:
        return sliced(text, size + count, size)
    return sliced(text, 0, count) if 0 <= count < size else text


@STRINGS.function("abbrev", "int", "string")
def abbrev(width: int, text: str) -> str:
    return text if width < 4 else _abbreviated(text, 0, width)


@STRINGS.function("abbrevboth", "int", "int", "string")
def abbrevboth(left: int, right: int, text: str) -> str:
    if right < 4 or (left > 0 and right < 7):
        return text
    return _abbreviated(text, left, right)


def _abbreviated(text: str, offset: int, width: int) -> str:
    size = len(to_bytes(text))
    if size <= width or width < 4:
        return text if size <= width and width >= 4 else ""
    offset = min(offset, size)
    if size - offset < width - 3:
        offset = size - (width - 3)
    if offset <= 4:
        return sliced(text, 0, width - 3) + "..."
    if width < 7:
        return ""
    if offset + width - 3 < size:
        return "..." + _abbreviated(sliced(text, offset, size), 0, width - 3)
    return "..." + sliced(text, size - (width - 3), size)


@STRINGS.function("repeat", "int", "string", contextual=True)
def repeat(scope: Scope, count: int, text: str) -> str:
    if count < 0:
        raise TemplateRuntimeError(f"negative repeat count {count}")
    scope.budget.text(count * len(text))
    return text * count


@STRINGS.function("trimAll trimall", "string", "string")
def trim_all(letters: str, text: str) -> str:
    return text.strip(letters)


@STRINGS.function("trimSuffix", "string", "string")
def trim_suffix(suffix: str, text: str) -> str:
    return text.removesuffix(suffix)


@STRINGS.function("trimPrefix", "string", "string")
def trim_prefix(prefix: str, text: str) -> str:
    return text.removeprefix(prefix)


@STRINGS.function("contains", "string", "string")
def contains(part: str, text: str) -> bool:
    return part in text


@STRINGS.function("hasPrefix", "string", "string")
def has_prefix(prefix: str, text: str) -> bool:
    return text.startswith(prefix)


@STRINGS.function("hasSuffix", "string", "string")
def has_suffix(suffix: str, text: str) -> bool:
    return text.endswith(suffix)


@STRINGS.function("replace", "string", "string", "string", contextual=True)
def replace(scope: Scope, old: str, new: str, text: str) -> str:
    scope.budget.text(len(text) + text.count(old) * len(new))
    return text.replace(old, new)


@STRINGS.function("toString", "any", contextual=True)
def strval(scope: Scope, value: Any) -> str:
    return text_of(value, scope.budget)


@STRINGS.function("indent", "int", "string", contextual=True)
def indent(scope: Scope, spaces: int, text: str) -> str:
    pad = repeat(scope, spaces, " ")
    scope.budget.text(len(text) + (1 + text.count("\n")) * spaces)
    return pad + text.replace("\n", "\n" + pad)


@STRINGS.function("nindent", "int", "string", contextual=True)
def nindent(scope: Scope, spaces: int, text: str) -> str:
    return "\n" + indent(scope, spaces, text)


@STRINGS.function("plural", "string", "string", "int")
def plural(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


@STRINGS.function("fail", "string")
def fail(message: str) -> str:
    raise TemplateRuntimeError(message)
