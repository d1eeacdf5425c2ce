"""Errors: their type, arguments, attributes and message, their notes, causes and members.

A traceback says where, not what, and is no part of an error; nor is what was being handled while
it was raised. Memory addresses in texts are masked where they stand as `repr` writes them of an
object, `<Order object at 0x7f21a8c0>`: any other number of that form may be one that is meant.
"""

from __future__ import annotations

import re
import types
from typing import Any

from ..node import Node
from .classes import mro, variables
from .opening import opens

__all__ = ["says_more"]

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,16}\b")
_OBJECT = re.compile(rf"<(?:[^<>]|<\w+>)*{_ADDRESS.pattern}(?=[>,;: ])")
"""What `repr` writes of an object, up to its address; its name may hold `<locals>`."""
MASKED = " at 0x…"
_BY_POSITION = {
    "errno": 0, "strerror": 1, "value": 0, "code": 0, "encoding": 0, "object": 1, "start": 2,
    "end": 3, "reason": 4, "msg": 0, "message": 0, "exceptions": 1,
}  # fmt: skip
"""Attributes that C code takes from this place of `args`: told apart only where they differ."""
_NOT_TOLD = frozenset({"args", "obj", "__dict__", "with_traceback", "print_file_and_line"})
"""`obj` of an AttributeError is whatever object lacked the attribute: no part of what is said."""


def masked(text: str) -> str:
    """Replace memory addresses: they differ from process to process."""
    return _OBJECT.sub(lambda found: _ADDRESS.sub(MASKED, found[0]), text) if "0x" in text else text


def _masked(value: Any) -> Any:
    return masked(value) if type(value) is str else value


@opens(BaseException)
def _error(value: Any) -> Node:
    args = tuple.__new__(tuple, vars(BaseException)["args"].__get__(value))
    fields: dict[str, Any] = {"args": tuple(map(_masked, args))}
    for name, read in _members(type(value)):
        try:
            held = read(value)
        except AttributeError:
            continue
        at = _BY_POSITION.get(name)
        if held is None or (at is not None and len(args) > at and args[at] is held):
            continue
        fields[name] = _masked(held)
    cause = vars(BaseException)["__cause__"].__get__(value)
    if cause is not None:
        fields["__cause__"] = cause
    if says_more(type(value)):
        fields["message"] = masked(str(value))
    return Node(fields=fields)


def says_more(cls: type) -> bool:
    """Say whether its text is made by code of its own, so that `args` may not tell it."""
    says = next(base for base in mro(cls) if "__str__" in variables(base))
    return says.__module__ != "builtins"


def _members(cls: type) -> list[tuple[str, Any]]:
    found = []
    for base in mro(cls):
        if base.__module__ != "builtins" or base in (BaseException, object):
            continue
        for name, held in variables(base).items():
            descriptor = isinstance(held, (types.MemberDescriptorType, types.GetSetDescriptorType))
            if descriptor and name not in _NOT_TOLD:
                found.append((name, held.__get__))
    return found
