"""Sprig's functions on maps. ``set``, ``unset`` and the merges write into their first map.

Source: sprig 3.2.3 (dict.go), mergo 0.3.12, copystructure.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .._call import Registry
from .._errors import TemplateRuntimeError
from .._kinds import (
    NilMap,
    Stringer,
    StringMap,
    Strings,
    is_map,
    is_true,
    type_name,
)
from .._scope import Scope
from .strings import strval

__all__ = ["MAPS", "copied"]

MAPS = Registry()
_Map = dict[str, Any]


@MAPS.function("dict", "any...", contextual=True)
def make_map(scope: Scope, *values: Any) -> _Map:
    """Make a map of ``dict "key" value ...``; a last key without a value gets an empty text."""
    result: _Map = {}
    for position in range(0, len(values), 2):
        key = strval(scope, values[position])
        result[key] = values[position + 1] if position + 1 < len(values) else ""
    return result


@MAPS.function("get", "map", "string")
def get(source: _Map, key: str) -> Any:
    return source.get(key, "")


@MAPS.function("hasKey", "map", "string")
def has_key(source: _Map, key: str) -> bool:
    return key in source


@MAPS.function("set", "map", "string", "any", mutates=True)
def put(source: _Map, key: str, value: Any) -> _Map:
    if isinstance(source, NilMap):
        raise TemplateRuntimeError("assignment to entry in nil map")
    source[key] = value
    return source


@MAPS.function("unset", "map", "string", mutates=True)
def unset(source: _Map, key: str) -> _Map:
    source.pop(key, None)
    return source


@MAPS.function("pluck", "string", "map...")
def pluck(key: str, *maps: _Map) -> list[Any]:
    return [source[key] for source in maps if key in source]


@MAPS.function("keys", "map...")
def keys(*maps: _Map) -> Strings:
    return Strings(key for source in maps for key in source)


@MAPS.function("values", "map")
def values(source: _Map) -> list[Any]:
    return list(source.values())


@MAPS.function("pick", "map", "string...")
def pick(source: _Map, *names: str) -> _Map:
    return {name: source[name] for name in names if name in source}


@MAPS.function("omit", "map", "string...")
def omit(source: _Map, *names: str) -> _Map:
    return {key: value for key, value in source.items() if key not in names}


@MAPS.function("dig", "any...")
def dig(*args: Any) -> Any:
    """``dig "a" "b" default map``: what lies at a.b, or the default where a key is absent."""
    if len(args) < 3:
        raise TemplateRuntimeError("dig needs at least three arguments")
    *names, default, found = args
    if not all(isinstance(name, str) for name in names):
        raise TemplateRuntimeError("dig: every key must be a text")
    for name in names:
        if not is_map(found) or isinstance(found, StringMap):
            raise TemplateRuntimeError(f"dig: cannot look up {name!r} in a {type_name(found)}")
        if name not in found:
            return default
        found = found[name]
    return found


class _UnlikeError(TemplateRuntimeError):
    """Two values of one key are of types that cannot be merged."""


@MAPS.function("mustMerge", "map", "map...", mutates=True)
def must_merge(target: _Map, *sources: _Map) -> _Map:
    return _merged(target, sources, overwrite=False)


@MAPS.function("merge", "map", "map...", mutates=True)
def merge(target: _Map, *sources: _Map) -> Any:
    """Fill what is absent or empty; where types cannot be merged, sprig gives an empty text."""
    try:
        return must_merge(target, *sources)
    except _UnlikeError:
        return ""


@MAPS.function("mergeOverwrite mustMergeOverwrite", "map", "map...", mutates=True)
def merge_overwrite(target: _Map, *sources: _Map) -> _Map:
    return _merged(target, sources, overwrite=True)


def _merged(target: _Map, sources: tuple[_Map, ...], *, overwrite: bool) -> _Map:
    if isinstance(target, NilMap):
        target = {}
    for source in sources:
        if source is not target:
            _merge(target, source, overwrite=overwrite, depth=0)
    return target


def _merge(target: _Map, source: _Map, *, overwrite: bool, depth: int) -> None:
    """Fill what is absent or empty in the target; ``overwrite`` replaces what is no map, too."""
    if depth > 200:
        raise TemplateRuntimeError("maps nest deeper than 200 levels (or hold themselves)")
    for key, value in list(source.items()):
        present = target.get(key)
        filled = is_true(present) if key in target else False
        _refuse_unlike(present, value, overwrite=overwrite)
        if isinstance(present, dict) and is_map(value) and value is not present:
            _merge(present, value, overwrite=overwrite, depth=depth + 1)
        if is_map(value) and filled:
            continue
        if overwrite or not (filled or value is None):
            if isinstance(target, StringMap) and not isinstance(source, StringMap):
                raise TemplateRuntimeError("merge: a map of texts takes no other values")
            target[key] = value


def _refuse_unlike(present: Any, value: Any, *, overwrite: bool) -> None:
    if overwrite and isinstance(present, dict) and isinstance(value, datetime | Stringer):
        raise TemplateRuntimeError(f"merge: a map cannot become a {type_name(value)}")
    if not overwrite and isinstance(present, Stringer) and isinstance(value, dict | datetime):
        raise _UnlikeError(f"merge: {type_name(present)} and {type_name(value)} are unlike")


@MAPS.function("deepCopy mustDeepCopy", "any", contextual=True)
def deep_copy(scope: Scope, value: Any) -> Any:
    if value is None:
        raise TemplateRuntimeError("cannot copy nil")
    return copied(scope, value, 0)


def copied(scope: Scope, value: Any, depth: int) -> Any:
    """Give a copy whose maps and lists are all new, charged for each of them."""
    if depth > 200:
        raise TemplateRuntimeError("a value nests deeper than 200 levels (or holds itself)")
    if isinstance(value, dict):
        scope.budget.charge(1 + (len(value) >> 2))
        kind = type(value) if isinstance(value, StringMap | NilMap) else dict
        return kind((key, copied(scope, item, depth + 1)) for key, item in value.items())
    if isinstance(value, list):
        scope.budget.charge(1 + (len(value) >> 2))
        return type(value)(copied(scope, item, depth + 1) for item in value)
    return value
