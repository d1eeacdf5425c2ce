"""protobuf: messages by the fields that are set and by what the schema does not know."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from ...node import Node
from ..opening import opens

__all__ = ["PARTS", "know"]

PARTS = ("google.protobuf.message",)
_SEQUENCES = {
    *("RepeatedScalarContainer", "RepeatedCompositeContainer"),
    *("RepeatedScalarFieldContainer", "RepeatedCompositeFieldContainer"),
}
_MAPPINGS = {"ScalarMapContainer", "MessageMapContainer", "ScalarMap", "MessageMap"}
_CONTAINERS = ("google._upb._message", "google.protobuf.internal.containers")
"""Where the classes of containers live, in C and in Python."""


def know(_: Any) -> None:
    """Register what opens values of protobuf, in C or in Python."""
    message: Any = sys.modules.get("google.protobuf.message")
    if message is None:
        return
    opens(message.Message, whole=True)(_message)
    in_python: Any = sys.modules.get("google.protobuf.internal.containers")
    # The C module does not give its classes of maps by name.
    for cls in (*object.__subclasses__(), *vars(in_python or message).values()):
        if getattr(cls, "__module__", None) in _CONTAINERS:
            if cls.__name__ in _SEQUENCES:
                opens(cls, whole=True)(_sequence)
            elif cls.__name__ in _MAPPINGS:
                opens(cls, whole=True)(_mapping)


def _message(value: Any) -> Node:
    if "DESCRIPTOR" not in vars(type(value)):
        return Node(opaque="a class that is derived from a message may hold more than it")
    fields = {
        f"[{field.full_name}]" if field.is_extension else field.name: _held(field, held)
        for field, held in value.ListFields()
    }
    unknown = _unknown(importlib.import_module("google.protobuf.unknown_fields"), value)
    # Brackets and spaces are in no field's name.
    return Node(fields={**fields, "[not in the schema]": unknown} if unknown else fields)


def _held(field: Any, held: Any) -> Any:
    kind = field.message_type
    if kind is not None and kind.GetOptions().map_entry:
        return _entries(held)
    return list(held) if _repeats(field) else held


def _repeats(field: Any) -> bool:
    told = getattr(field, "is_repeated", None)
    return bool(told) if told is not None else field.label == field.LABEL_REPEATED


def _unknown(module: Any, value: Any) -> list[tuple[int, int, Any]]:
    # Data of a group is a set of fields, as that of a message.
    sets = module.UnknownFieldSet
    found = value if isinstance(value, sets) else sets(value)
    return [
        (
            one.field_number,
            one.wire_type,
            _unknown(module, one.data) if isinstance(one.data, sets) else one.data,
        )
        for one in found
    ]


def _sequence(value: Any) -> Node:
    return Node(items=list(value))


def _mapping(value: Any) -> Node:
    return Node(entries=_entries(value))


def _entries(value: Any) -> dict[Any, Any]:
    # In an order of its own, since that of the map is another in each process.
    return {key: value[key] for key in sorted(value)}
