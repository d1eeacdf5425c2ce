"""For which inputs a rule applies: a small condition on the arguments before the call."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from decimal import InvalidOperation
from typing import Any, Final, NamedTuple

from switchover.values import Node

from ..comparing.scalars import ABSENT, member_value, number_of, text_of
from ..errors import PatternError
from .closeness import decimal_of
from .paths import FIELD, literal, place

__all__ = ["Condition"]

_CLAUSE: Final = re.compile(
    r"\s*(?P<place>\$(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|[^\s'\"=!<>])*)"
    r"\s*(?:(?P<test>==|!=|<=|>=|<|>|(?<=\s)in\b)\s*(?P<value>.+?))?\s*",
    re.DOTALL,
)
_AND: Final = re.compile(r"""(?P<quoted>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")|\s+and\s+(?=\$)""")
_WORDS: Final = {"true": True, "false": False, "null": None}
_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class _Clause(NamedTuple):
    start: str
    steps: list[tuple[int, str | int]]
    test: str | None
    value: Any

    def holds(self, args: Any, kwargs: Any) -> bool:
        found = _found(args if self.start == "$args" else kwargs, self.steps)
        if found is ABSENT:
            return False
        if self.test is None:
            return True
        member = member_value(found)
        both = (found,) if member is ABSENT else (found, member)
        if self.test == "in":
            return any(_is(one, value) for one in both for value in self.value)
        if self.test in ("==", "!="):
            return any(_is(one, self.value) for one in both) == (self.test == "==")
        order, found = _ORDER[self.test], both[-1]
        if isinstance(self.value, str):
            text = text_of(found)
            return text is not None and order(text, self.value)
        return _are_numbers(order, number_of(found), self.value)


class Condition:
    """Clauses such as `$args[0].country == 'DE'`, joined by `and`.

    A clause names one place by plain steps and compares it by ==, !=, <, <=, >, >= or `in` (a list)
    with a number or a text, or, but for their order, with true, false or null, as Python or JSON
    writes them; alone, it asks whether there is such a place. Numbers compare by value, a float as
    the decimal that it is written as; text by its letters, as do values that are written as text,
    such as a date. A member of an enum is its value and its name; in order, its value. Where there
    is no such place, a clause does not hold, `!=` included.

    Raises:
        PatternError: It cannot be read; with the column.
    """

    def __init__(self, text: str) -> None:
        self._clauses: list[_Clause] = []
        at = 0
        for found in (*_AND.finditer(text), None):
            if found is None or not found["quoted"]:
                end = len(text) if found is None else found.start()
                self._clauses.append(_clause(text, text[at:end], at))
                at = end if found is None else found.end()

    def holds(self, args: Any, kwargs: Any) -> bool:
        """Say whether the arguments of an input, given as trees, fit every clause."""
        return all(clause.holds(args, kwargs) for clause in self._clauses)


def _clause(text: str, part: str, at: int) -> _Clause:
    read = _CLAUSE.fullmatch(part)
    if read is None:
        raise PatternError(text, at + 1, "write a condition such as $args[0].country == 'DE'")
    start, steps = place(read["place"])
    value = _WORDS.get(read["value"] or "", read["value"])
    if isinstance(value, str):
        try:
            value = literal(value)
        except ValueError as error:
            column = at + read.start("value") + 1
            raise PatternError(text, column, f"{read['value']!r} is no literal") from error
    problem = _problem(read["test"], value)
    if problem:
        raise PatternError(text, at + read.start("value") + 1, problem)
    return _Clause(start, steps, read["test"], value)


def _problem(test: str | None, value: Any) -> str | None:
    """Say why a value can be no other side of a test: nothing would ever be equal to it."""
    if test == "in" and not isinstance(value, list | tuple):
        return "`in` takes a list"
    for one in value if test == "in" else (value,):
        if not isinstance(one, str | int | float | None):
            return f"{one!r} is no number, no text, and neither true, false nor null"
        if test in _ORDER and (one is None or isinstance(one, bool)):
            return f"{one!r} has no order; {test} takes a number or a text"
    return None


def _found(tree: Any, steps: list[tuple[int, str | int]]) -> Any:
    for form, value in steps:
        node = tree if isinstance(tree, Node) else None
        if form == FIELD:
            named = {**(node.entries or {}), **(node.fields or {})} if node else tree
            tree = named.get(value, ABSENT) if isinstance(named, dict) else ABSENT
        else:
            items = node.items if node else tree
            is_there = isinstance(items, list | tuple) and int(value) < len(items)
            tree = items[int(value)] if is_there else ABSENT  # type: ignore[index]
        if tree is ABSENT:
            break
    return tree


def _is(tree: Any, value: Any) -> bool:
    if isinstance(value, str):
        return text_of(tree) == value
    number = number_of(tree)
    if isinstance(value, bool) or value is None:
        return tree is value if number is None else number is value
    return not isinstance(number, bool) and _are_numbers(operator.eq, number, value)


def _are_numbers(test: Callable[[Any, Any], bool], number: Any, value: float) -> bool:
    """Put two numbers to a test, each as the decimal that it is written as."""
    if number is None or isinstance(number, complex):
        return test is operator.eq and number == value
    try:
        return test(decimal_of(number), decimal_of(value))
    except InvalidOperation:  # NaN has no order
        return False
