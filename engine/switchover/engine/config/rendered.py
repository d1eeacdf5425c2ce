"""What templates gave, as the fields that they stand in hold it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from switchover.gotemplate import scalar_text

from .field import FieldKind, fields_of
from .kinds import SCALARS, TEXT, TEXTS, is_template

__all__ = ["as_fields", "as_texts"]


def as_fields(
    record: type[object], written: Mapping[str, Any], changes: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what templates gave in the place of what was written, ready to be merged.

    In a field of text a number or a flag is what a template prints of it. In any other, zero and
    false are no less an answer than one and true, though a merge takes them for nothing.
    """
    known = fields_of(record)
    return {
        key: _as_field(known[key].kind, written.get(key), value) if key in known else value
        for key, value in changes.items()
    }


def as_texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a map with a text in the place of each number and flag."""
    return {key: _text(value) for key, value in values.items()}


def _as_field(kind: FieldKind[Any], old: Any, new: Any) -> Any:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        if kind.inner is not None:
            return as_fields(kind.inner, old, new)
        if kind == TEXTS:
            return {key: _as_field(TEXT, old.get(key), value) for key, value in new.items()}
    if kind not in SCALARS or not is_template(old):
        return new
    if kind == TEXT:
        return _text(new)
    return "0" if isinstance(new, bool | int | float) and not new else new


def _text(value: Any) -> Any:
    return scalar_text(value) if isinstance(value, bool | int | float) else value
