"""The kinds of value that fields hold, read weakly: values come back from templates as text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from .field import FieldKind, MisfitError

__all__ = [
    "ANYTHING",
    "FLAG",
    "LIST",
    "MAP",
    "NUMBER",
    "RECORD",
    "RECORDS",
    "REFERENCE",
    "SCALARS",
    "TEXT",
    "TEXTS",
    "TEXT_LIST",
    "WHOLE",
    "is_template",
    "keep_unless_zero",
    "merge_records",
    "record",
    "records",
]

T = TypeVar("T")

TRUE_WORDS = frozenset({"1", "t", "T", "true", "True", "TRUE"})
_WHOLE = re.compile(r"[+-]?[0-9]{1,400}")  # as JSON has them, not as Python does
FALSE_WORDS = frozenset({"", "0", "f", "F", "false", "False", "FALSE"})


def is_template(value: Any) -> bool:
    """Whether a value is text that a template engine still has to render."""
    return isinstance(value, str) and "{{" in value


def read_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return str(value)
    raise ValueError(value)


def read_flag(value: Any) -> bool:
    if isinstance(value, bool | int | float):
        return bool(value)
    if isinstance(value, str) and value in TRUE_WORDS | FALSE_WORDS:
        return value in TRUE_WORDS
    raise ValueError(value)


def read_whole(value: Any) -> int:
    if isinstance(value, bool | int):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and (not value or _WHOLE.fullmatch(value)):
        return int(value or "0")
    raise ValueError(value)


def read_number(value: Any) -> float:
    if isinstance(value, int | float) or (isinstance(value, str) and "_" not in value):
        try:
            number = float(value or 0)
        except OverflowError:
            raise ValueError(value) from None
        if math.isfinite(number):
            return number
    raise ValueError(value)


def read_text_list(value: Any) -> Sequence[str]:
    """Read a list of texts; a value alone is a list of one."""
    items = [value] if isinstance(value, str) else read_list(value)
    return [_entry(read_text, item, index, "text") for index, item in enumerate(items)]


def read_map(value: Any) -> Mapping[str, Any]:
    if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101 - a dict is told sooner
        return value
    raise ValueError(value)


def read_texts(value: Any) -> Mapping[str, str]:
    return {key: str(_entry(read_text, item, key, "text")) for key, item in read_map(value).items()}


def read_list(value: Any) -> Sequence[Any]:
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return value
    raise ValueError(value)


def read_records(value: Any) -> Sequence[Mapping[str, Any]]:
    maps = read_list(value)
    for index, item in enumerate(maps):
        if not (isinstance(item, dict) or isinstance(item, Mapping)):  # noqa: SIM101
            raise MisfitError(item, index, expects="a map")
    return maps


def read_reference(value: Any) -> str | Mapping[str, Any]:
    if isinstance(value, str) or isinstance(value, Mapping):  # noqa: SIM101
        return value
    raise ValueError(value)


def _entry(read: Callable[[Any], T], value: Any, step: str | int, expects: str) -> T:
    try:
        return read(value)
    except ValueError as error:
        raise MisfitError(value, step, expects=expects) from error


def keep_unless_zero(old: Any, new: Any) -> Any:
    """Let a scalar or a list replace what was there, unless it is empty, zero or false."""
    return new or old


def union(old: Any, new: Any) -> Any:
    """Join two maps key by key; the new one's value wins, empty ones too."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **new}
    return new or old


def merge_records(old: Any, new: Any) -> Any:
    """Join two records field by field: maps inside join by key, zero values change nothing."""
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return new or old
    joined = dict(old)
    for key, value in new.items():
        join = union if isinstance(value, Mapping) else keep_unless_zero
        joined[key] = join(old.get(key), value)
    return joined


TEXT = FieldKind("text", read_text, keep_unless_zero, plain=str)
FLAG = FieldKind("true or false", read_flag, keep_unless_zero, plain=bool)
WHOLE = FieldKind("a whole number", read_whole, keep_unless_zero, plain=int)
NUMBER = FieldKind("a number", read_number, keep_unless_zero)
MAP = FieldKind("a map", read_map, union, plain=dict)
TEXTS = FieldKind("a map of texts", read_texts, union)
RECORD = FieldKind("a map", read_map, merge_records, plain=dict)
LIST = FieldKind("a list", read_list, keep_unless_zero, plain=list)
TEXT_LIST = FieldKind("a list of texts", read_text_list, keep_unless_zero)
RECORDS = FieldKind("a list of maps", read_records, keep_unless_zero)
REFERENCE = FieldKind("an id or a map", read_reference, merge_records)
ANYTHING: FieldKind[Any] = FieldKind("anything", lambda value: value, keep_unless_zero)
SCALARS = (TEXT, FLAG, WHOLE, NUMBER)


def record(inner: type[object]) -> FieldKind[Mapping[str, Any]]:
    """Give a map whose fields are those of a record class."""
    return replace(RECORD, inner=inner)


def records(inner: type[object]) -> FieldKind[Sequence[Mapping[str, Any]]]:
    """Give a list of maps whose fields are those of a record class."""
    return replace(RECORDS, inner=inner)
