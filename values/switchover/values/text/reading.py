"""Text as a tree: no code runs, and what is wrong is told with its line and column."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Callable

from ..errors import ReadingError
from ..keys import told_apart
from ..node import Node
from .references import Reference, ReferenceUseError, Shared, resolved
from .tags import SCALARS, bytes_of, scalar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..node import Tree

__all__ = ["MOST_CHARACTERS", "from_text"]

MOST_CHARACTERS = 64 * 2**20


def from_text(text: str, *, most_characters: int = MOST_CHARACTERS, bare: bool = False) -> Tree:
    """Read the text form; with `bare`, also what Python writes for floats: NaN and Infinity.

    Raises:
        ReadingError: It is no JSON, a key stands twice, a tag is unknown or holds what it cannot,
            or a limit is passed; with line and column.
    """
    if len(text) > most_characters:
        raise ReadingError(
            f"a text of {len(text)} characters is over the limit of {most_characters}"
        )
    reader = _Reader()
    try:
        tree = json.loads(
            text,
            object_pairs_hook=reader.object,
            parse_constant=float if bare else _constant,
            parse_float=_number,
        )
    except json.JSONDecodeError as error:
        raise ReadingError(error.msg, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise _too_deep(text) from None
    except _TagError as error:
        line, column = _start_of(text, reader.done)
        raise ReadingError(str(error), line=line, column=column) from None
    except ValueError as error:
        line, column = _unreadable(text, bare)
        raise ReadingError(f"a number cannot be read: {error}", line=line, column=column) from None
    if not reader.has_references:
        return tree
    try:
        return resolved(tree)
    except ReferenceUseError as error:
        line, column = _reference_at(text, error.tag, error.number, error.nth)
        raise ReadingError(str(error), line=line, column=column) from None
    except RecursionError:
        raise _too_deep(text) from None


def _too_deep(text: str) -> ReadingError:
    line, column = _deepest(text)
    return ReadingError("it is nested too deeply", line=line, column=column)


class _TagError(Exception):
    """What is wrong with the object that was read last."""


def _constant(name: str) -> Any:
    tag = json.dumps({"$float": repr(float(name))})
    raise ValueError(f"{name} is no JSON; write {tag}")


def _number(text: str) -> float:
    found = float(text)
    if found in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:40]} is larger than a float can be")
    return found


class _Reader:
    """Makes of each object what it stands for, the inner ones first."""

    def __init__(self) -> None:
        self.done = 0
        self.has_references = False

    def object(self, pairs: list[tuple[str, Any]]) -> Any:
        self.done += 1
        found = dict(pairs)
        if len(found) != len(pairs):
            raise _TagError(f"the key {_twice(pairs)!r} stands here twice")
        if len(pairs) != 1 or not pairs[0][0].startswith("$"):
            return found
        ((tag, held),) = pairs
        if tag.startswith("$$"):
            return {tag[1:]: held}
        return self._tagged(tag, held)

    def _tagged(self, tag: str, held: Any) -> Any:
        self.has_references |= tag in ("$ref", "$shared")
        try:
            if tag in SCALARS:
                return scalar(tag, held)
            if tag in _TAGS:
                return _TAGS[tag](held)
        except (ValueError, TypeError, OverflowError, ZeroDivisionError) as error:
            raise _TagError(f"{tag}: {error}") from None
        known = ", ".join(sorted((*_TAGS, *SCALARS)))
        raise _TagError(
            f"the tag {tag!r} is not known; data of that look begins with one $ more. "
            f"Known are {known}"
        )


def _twice(pairs: list[tuple[str, Any]]) -> str:
    counts = Counter(name for name, _ in pairs)
    return next(name for name, _ in pairs if counts[name] > 1)


def _listed(held: Any) -> list[Any]:
    if type(held) is not list:
        raise ValueError("it holds a list")
    return held


def _keyed(pairs: Any) -> dict[Any, Any]:
    _checked([_pair(pair)[0] for pair in _listed(pairs)])
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _pair(pair: Any) -> list[Any]:
    if type(pair) is not list or len(pair) != 2:
        raise ValueError("it holds a list of pairs, each a key and a value")
    return pair


def _members(held: Any) -> set[Any]:
    found = set(_checked(_listed(held)))
    if len(found) != len(held):
        raise ValueError("a member stands twice")
    return found


def _checked(keys: list[Any]) -> list[Any]:
    """Refuse what is made to collide, and what is not there yet."""
    if any(map(_refers, keys)):
        raise ValueError("references do not stand in keys and members")
    told_apart(keys)
    return keys


def _refers(key: Any) -> bool:
    return isinstance(key, (Reference, Shared)) or any(map(_refers, _parts(key)))


def _parts(key: Any) -> Iterable[Any]:
    """Give what a key holds; its own keys and members were looked at when they were read."""
    kind = type(key)
    if kind is Node:
        return (key.base, key.fields, key.items, key.entries)
    if kind is dict:
        return list(key.values())
    return list(key) if kind in (tuple, list) else ()


def _whole(held: Any) -> int:
    if type(held) is not str or not re.fullmatch(r"-?0x[0-9a-f]+", held):
        raise ValueError("it holds a number in hexadecimal, as a text")
    return int(held, 16)


def _float(held: Any) -> float:
    if held not in ("nan", "inf", "-inf"):
        raise ValueError('it holds "nan", "inf" or "-inf"')
    return float(held)


def _complex(held: Any) -> complex:
    if type(held) is not list or len(held) != 2 or not all(type(n) is float for n in held):
        raise ValueError("it holds two floats, as in [1.0, 2.0]")
    return complex(*held)


def _text(held: Any) -> str:
    if not all(type(part) is str for part in _listed(held)):
        raise ValueError("it holds a list of texts, which are put together")
    return "".join(held)


def _bytearray(held: Any) -> bytearray:
    if type(held) is not bytes:
        raise ValueError("it holds $bytes or $base64")
    return bytearray(held)


def _enum(held: Any) -> Node:
    name, value = (held, None) if type(held) is str else (*_listed(held), None, None)[:2]
    if type(name) is not str or "." not in name or (type(held) is list and len(held) != 2):
        raise ValueError('it holds "module.Class.NAME", or that and the value in a list')
    of, _, member = name.rpartition(".")
    return Node(of, None if type(held) is str else {"value": value}, member)


def _shared(held: Any) -> Shared:
    if type(held) is not list or len(held) != 2 or type(held[0]) is not int:
        raise ValueError("it holds a number and a value")
    return Shared(held[0], held[1])


def _reference(held: Any) -> Reference:
    if type(held) is not int:
        raise ValueError("it holds the number of a $shared")
    return Reference(held)


_PARTS: dict[str, Callable[[Any], Any]] = {
    "type": lambda held: _is(held, str, "a text"),
    "base": lambda held: held,
    "fields": lambda held: _is(held, dict, "an object"),
    "items": _listed,
    "entries": _keyed,
    "members": _members,
    "ordered": lambda held: _is(held, bool, "true or false"),
    "opaque": lambda held: _is(held, str, "a text"),
}


def _is(held: Any, kind: type, said: str) -> Any:
    if type(held) is not kind:
        raise ValueError(f"it holds {said}")
    return held


def _object(held: Any) -> Node:
    if type(held) is not dict or type(held.get("type")) is not str or not held["type"]:
        raise ValueError('it holds an object with a "type"')
    unknown = held.keys() - _PARTS.keys()
    if unknown:
        raise ValueError(f"it has no part {min(unknown)!r}; there are {', '.join(_PARTS)}")
    if any(type(name) is not str for name in held.get("fields") or ()):
        raise ValueError("the names of fields are texts")
    return Node(**{name: _PARTS[name](part) for name, part in held.items()})


_TAGS: dict[str, Callable[[Any], Any]] = {
    "$text": _text,
    "$tuple": lambda held: tuple(_listed(held)),
    "$set": _members,
    "$frozenset": lambda held: frozenset(_members(held)),
    "$dict": _keyed,
    "$int": _whole,
    "$float": _float,
    "$complex": _complex,
    "$bytes": lambda held: bytes_of("$bytes", held),
    "$base64": lambda held: bytes_of("$base64", held),
    "$bytearray": _bytearray,
    "$enum": _enum,
    "$object": _object,
    "$shared": _shared,
    "$ref": _reference,
}
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)


def _start_of(text: str, count: int) -> tuple[int, int]:
    """Find where the object begins that is the `count`th to end."""
    starts: list[int] = []
    for token in _TOKEN.finditer(text):
        if token.group() == "{":
            starts.append(token.start())
        elif token.group() == "}":
            start = starts.pop()
            count -= 1
            if count == 0:
                return _place(text, start)
    return 1, 1


def _deepest(text: str) -> tuple[int, int]:
    """Find where more than a hundred levels are open."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token.group(), 0)
        if depth > 100:
            return _place(text, token.start())
    return 1, 1


def _unreadable(text: str, bare: bool) -> tuple[int, int]:
    """Find the first number that no float or int can be."""
    for token in _NUMBER.finditer(text):
        word = token.group()
        if word[0] == '"':
            continue
        try:
            if word[-1].isalpha():
                float(word) if bare else _constant(word)
            elif word.lstrip("-").isdigit():
                int(word)
            else:
                _number(word)
        except ValueError:
            return _place(text, token.start())
    return 1, 1


def _reference_at(text: str, tag: str, number: int, nth: int) -> tuple[int, int]:
    """Find the `nth` object, from 0, that bears this tag and number."""
    places = [
        token.start()
        for token in _NUMBERED.finditer(text)
        if token.group(1) == tag and int(token.group(2)) == number
    ]
    return _place(text, places[nth]) if nth < len(places) else (1, 1)


_STRING = r'"(?:[^"\\]|\\.)*"'
_NUMBER = re.compile(rf"{_STRING}|-?(?:Infinity|NaN|\d[-+.\deE]*)", re.DOTALL)
_NUMBERED = re.compile(
    rf'\{{\s*"(\$ref|\$shared)"\s*:\s*\[?\s*(-?\d{{1,18}})(?!\d)|{_STRING}', re.DOTALL
)


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
