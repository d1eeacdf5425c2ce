"""Which parts of its variables an expression reads, so that only those are handed to CEL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from .wire import read_fields

__all__ = ["Paths", "narrow", "paths_read"]

Paths = dict[str, "Paths | None"]
"""What is read below each name; None means that all of it is."""

# Field numbers. **Source:** cel/expr/checked.proto and syntax.proto of the CEL specification.
ANY_VALUE, CHECKED_EXPRESSION = 2, 4
IDENT, SELECT, STRUCT = 4, 5, 8
IDENT_NAME, SELECT_OPERAND, SELECT_FIELD, STRUCT_ENTRY = 1, 1, 2, 2
OPERANDS: Final = {
    6: (1, 3),  # a call: target, arguments
    7: (1,),  # a list: elements
    9: (2, 4, 5, 6, 7),  # a comprehension: range, start, condition, step, result
}
ENTRY_OPERANDS: Final = (3, 4)  # key, value


def paths_read(serialized: bytes, names: frozenset[str]) -> Paths:
    """Give the parts of the named variables that a compiled expression, serialised, reads.

    A form that is not understood counts as one that reads all of every variable.
    """
    paths: Paths = {}
    try:
        for checked in _parts(serialized, ANY_VALUE):
            for expression in _parts(checked, CHECKED_EXPRESSION):
                for path in _expression(expression):
                    if path[0] in names:
                        _add(paths, path)
    except (IndexError, ValueError):
        return dict.fromkeys(names)
    return paths


def narrow(variables: Mapping[str, Any], paths: Paths) -> dict[str, Any]:
    """Give the variables without what is never read; anything but a dict stays as it is."""
    return {
        name: _narrow(variables[name], below) if below else variables[name]
        for name, below in paths.items()
        if name in variables
    }


def _narrow(value: Any, paths: Paths) -> Any:
    return narrow(value, paths) if isinstance(value, dict) else value


def _add(paths: Paths, path: tuple[str, ...]) -> None:
    *outer, last = path
    for step in outer:
        below = paths.setdefault(step, {})
        if below is None:
            return
        paths = below
    paths[last] = None


def _expression(message: bytes) -> Iterator[tuple[str, ...]]:
    path = _chain(message)
    if path:
        yield path
        return
    for number, part in read_fields(message):
        if not isinstance(part, bytes):
            continue
        if number == SELECT:
            yield from _expressions(part, (SELECT_OPERAND,))
        elif number == STRUCT:
            for entry in _parts(part, STRUCT_ENTRY):
                yield from _expressions(entry, ENTRY_OPERANDS)
        else:
            yield from _expressions(part, OPERANDS.get(number, ()))


def _expressions(message: bytes, numbers: tuple[int, ...]) -> Iterator[tuple[str, ...]]:
    for number in numbers:
        for part in _parts(message, number):
            yield from _expression(part)


def _chain(message: bytes) -> tuple[str, ...]:
    """Give the path of an expression such as `a.b.c`, or nothing for any other."""
    for ident in _parts(message, IDENT):
        return (_text(ident, IDENT_NAME),)
    for select in _parts(message, SELECT):
        for operand in _parts(select, SELECT_OPERAND):
            path = _chain(operand)
            return (*path, _text(select, SELECT_FIELD)) if path else ()
    return ()


def _parts(message: bytes, wanted: int) -> Iterator[bytes]:
    for number, part in read_fields(message):
        if number == wanted and isinstance(part, bytes):
            yield part


def _text(message: bytes, number: int) -> str:
    return next(_parts(message, number), b"").decode()
