"""Makes a value that fits a JSON Schema, always the same one."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, Final

from .pattern_example import example

__all__ = ["fitting"]

DEEPEST: Final = 16
ITEMS: Final = 2  # how many items an array gets that may have any number
MOST: Final = 20_000
"""Values, and letters of a text, that are made up at most: who asks for more gets what is unfit."""

FORMATS: Final = {
    "date": "2024-01-02",
    "date-time": "2024-01-02T03:04:05Z",
    "email": "someone@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "time": "03:04:05Z",
    "uri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def fitting(schema: Mapping[str, Any], *, name: str = "value") -> Any:
    """Make a value for a schema; `name` is what texts in it say.

    Types, enumerations, bounds, patterns, required properties, arrays, nesting and references
    within the schema are honoured; conditions, and a length beside a pattern, are not, so that a
    caller who needs certainty validates the value.
    """
    return _Maker(schema).make(schema, name, 0)


class _Maker:
    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._left = MOST

    def make(self, schema: Any, name: str, depth: int) -> Any:
        self._left -= 1
        if not isinstance(schema, Mapping) or depth > DEEPEST or self._left < 0:
            return None
        schema = self._joined(schema, depth)
        for given in ("const", "default"):
            if given in schema:
                return schema[given]
        for choices in ("enum", "examples"):
            if schema.get(choices):
                return schema[choices][0]
        for union in ("anyOf", "oneOf"):
            if schema.get(union):
                return self.make({**_without(schema, union), **schema[union][0]}, name, depth + 1)
        kind = _kind(schema)
        if kind == "object":
            return self._object(schema, depth)
        if kind == "array":
            return self._array(schema, name, depth)
        return _SCALARS[kind](schema, name)

    def _joined(self, schema: Mapping[str, Any], depth: int) -> Mapping[str, Any]:
        """Give the schema with its references and all its parts laid over each other."""
        if depth <= DEEPEST and "$ref" in schema:
            target = self._target(str(schema["$ref"]))
            schema = {**self._joined(target, depth + 1), **_without(schema, "$ref")}
        for part in schema.get("allOf") or ():
            schema = _laid(schema, self._joined(part, depth + 1))
        return schema

    def _target(self, reference: str) -> Mapping[str, Any]:
        found: Any = self._root
        for step in reference.removeprefix("#").strip("/").split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            if key:
                found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def _object(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        properties = schema.get("properties") or {}
        wanted = list(schema.get("required") or properties)
        spare = schema.get("additionalProperties")
        while len(wanted) < min(schema.get("minProperties", 0), MOST):
            wanted.append(f"property{len(wanted) + 1}")
        return {name: self.make(properties.get(name, spare), name, depth + 1) for name in wanted}

    def _array(self, schema: Mapping[str, Any], name: str, depth: int) -> list[Any]:
        first = [self.make(each, name, depth + 1) for each in schema.get("prefixItems") or ()]
        count = max(schema.get("minItems", ITEMS), len(first))
        count = min(count, schema.get("maxItems", count), MOST)
        rest = schema.get("items", {})
        numbered = range(len(first) + 1, count + 1)
        return first[:count] + [self.make(rest, f"{name} {n}", depth + 1) for n in numbered]


def _kind(schema: Mapping[str, Any]) -> str:
    kinds = schema.get("type")
    if isinstance(kinds, list):
        kinds = next((kind for kind in kinds if kind != "null"), "null")
    if kinds in (*_SCALARS, "object", "array"):
        return str(kinds)
    if "properties" in schema or "required" in schema:
        return "object"
    return "array" if "items" in schema else "string"


def _text(schema: Mapping[str, Any], name: str) -> str:
    text = FORMATS.get(schema.get("format", ""), name)
    if "pattern" in schema:
        return _matching(str(schema["pattern"]), text)
    shortest: int = min(schema.get("minLength", 0), MOST)
    longest: int = schema.get("maxLength", max(len(text), shortest))
    return text.ljust(shortest, "x")[:longest]


def _matching(pattern: str, text: str) -> str:
    """Give the text where it fits, else one that does; the text again where none can be made."""
    try:
        return text if re.search(pattern, text) else example(pattern)
    except (re.error, ValueError):
        return text


def _number(schema: Mapping[str, Any], _: str) -> float:
    try:
        value = _within_bounds(schema)
    except OverflowError:
        return 0.0
    return value if math.isfinite(value) else 0.0  # there is no float that far


def _within_bounds(schema: Mapping[str, Any]) -> float:
    step: float = schema.get("multipleOf", 1)
    low: float = schema.get("minimum", -math.inf)
    high: float = schema.get("maximum", math.inf)
    least: float = schema.get("exclusiveMinimum", -math.inf)
    most: float = schema.get("exclusiveMaximum", math.inf)
    value = step
    if value < low or value <= least:
        value = math.ceil(max(low, least) / step) * step
        value += step if value <= least else 0
    if value > high or value >= most:
        value = math.floor(min(high, most) / step) * step
        value -= step if value >= most else 0
    if value < low or value <= least:
        value = (max(low, least) + min(high, most)) / 2
    return value


def _integer(schema: Mapping[str, Any], name: str) -> int:
    return int(_number(schema, name))


_SCALARS: Final[dict[str, Any]] = {
    "string": _text,
    "number": _number,
    "integer": _integer,
    "boolean": lambda _, __: True,
    "null": lambda _, __: None,
}


def _without(schema: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name != key}


def _laid(schema: Mapping[str, Any], part: Mapping[str, Any]) -> dict[str, Any]:
    laid = {**part, **_without(schema, "allOf")}
    for key in ("properties", "$defs"):
        if key in schema or key in part:
            laid[key] = {**part.get(key, {}), **schema.get(key, {})}
    required = [*(schema.get("required") or ()), *(part.get("required") or ())]
    if required:
        laid["required"] = list(dict.fromkeys(required))
    return laid
