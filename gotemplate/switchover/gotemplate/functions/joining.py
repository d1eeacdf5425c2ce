"""Sprig's functions that part texts and put them together.

Source: sprig 3.2.3 (strings.go), Go's strings package.
"""

from __future__ import annotations

from typing import Any

from .._call import Registry
from .._kinds import NilStrings, StringMap, Strings
from .._literals import to_bytes
from .._scope import Scope
from .._text import quoted
from .strings import strval

__all__ = ["JOINING"]

JOINING = Registry()


@JOINING.function("quote", "any...", contextual=True)
def quote(scope: Scope, *values: Any) -> str:
    return bounded(scope, [quoted(strval(scope, value)) for value in values if value is not None])


@JOINING.function("squote", "any...", contextual=True)
def squote(scope: Scope, *values: Any) -> str:
    return bounded(scope, [f"'{strval(scope, value)}'" for value in values if value is not None])


@JOINING.function("cat", "any...", contextual=True)
def cat(scope: Scope, *values: Any) -> str:
    return bounded(scope, [strval(scope, value) for value in values if value is not None])


def bounded(scope: Scope, parts: list[str], separator: str = " ") -> str:
    scope.budget.text(sum(map(len, parts)) + len(separator) * len(parts))
    return separator.join(parts)


def split_text(text: str, separator: str, limit: int = -1) -> list[str]:
    """Go's ``strings.SplitN``: an empty separator splits after every letter."""
    if limit == 0:
        return []
    if separator:
        return text.split(separator, limit - 1 if limit > 0 else -1)
    if limit < 0 or limit > len(text):
        return list(text)
    return [*text[: limit - 1], text[limit - 1 :]]


def _numbered(parts: list[str]) -> StringMap:
    return StringMap((f"_{position}", part) for position, part in enumerate(parts))


@JOINING.function("split", "string", "string", contextual=True)
def split(scope: Scope, separator: str, text: str) -> StringMap:
    return _numbered(counted(scope, text, separator))


@JOINING.function("splitn", "string", "int", "string")
def splitn(separator: str, limit: int, text: str) -> StringMap:
    return _numbered(split_text(text, separator, limit))


@JOINING.function("splitList", "string", "string", contextual=True)
def split_list(scope: Scope, separator: str, text: str) -> Strings:
    return Strings(counted(scope, text, separator))


def counted(scope: Scope, text: str, separator: str) -> list[str]:
    scope.budget.list(text.count(separator) + 1)
    return split_text(text, separator)


@JOINING.function("toStrings", "any", contextual=True)
def strslice(scope: Scope, value: Any) -> Strings:
    """Give the texts of a list without its nulls; of anything else a list of its text."""
    if isinstance(value, NilStrings | Strings):
        return value
    if isinstance(value, list | tuple):
        return Strings(strval(scope, item) for item in value if item is not None)
    return Strings() if value is None else Strings([strval(scope, value)])


@JOINING.function("join", "string", "any", contextual=True)
def join(scope: Scope, separator: str, value: Any) -> str:
    return bounded(scope, strslice(scope, value), separator)


@JOINING.function("sortAlpha", "any", contextual=True)
def sort_alpha(scope: Scope, value: Any) -> Strings:
    if not isinstance(value, list | tuple):
        return Strings([strval(scope, value)])
    texts = strslice(scope, value)
    texts.sort(key=to_bytes)
    return texts
