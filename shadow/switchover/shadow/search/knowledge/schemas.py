"""The shapes that a JSON Schema describes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .shapes import Shape, ShapeField

__all__ = ["is_schema", "schema_shapes", "told_apart"]

_TYPES: Final = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_UNIONS: Final = ("oneOf", "anyOf", "allOf")
_WORDS: Final = frozenset((
    *("type", "properties", "required", "items", "enum", "const", "default", "title"),
    *("description", "additionalProperties", "minimum", "maximum", "minLength", "maxLength"),
))  # fmt: skip
MOST_SHAPES: Final = 400
MOST_STEPS: Final = 20
"""References that are followed one after the other."""


def is_schema(held: Mapping[Any, Any]) -> bool:
    """Say whether a mapping in a document is itself a JSON Schema, as far as its keys tell."""
    kind, properties = held.get("type"), held.get("properties")
    is_object = isinstance(properties, Mapping) and all(
        isinstance(one, Mapping) for one in properties.values()
    )
    is_typed = type(kind) is str and kind in {*_TYPES, "object", "array", "null"}
    return is_object if properties is not None else is_typed and held.keys() <= _WORDS


def told_apart(schemas: Iterable[Mapping[str, Any]]) -> tuple[Shape, ...]:
    """Give the shapes of several schemas under names that no other one and no class has."""
    return tuple(
        _called(shape, f"schema {number}: ")
        for number, schema in enumerate(schemas)
        for shape in schema_shapes(schema)
    )


def _called(shape: Shape, mark: str) -> Shape:
    fields = {
        key: field._replace(inner=mark + field.inner) if field.inner else field
        for key, field in shape.fields.items()
    }
    bases = tuple(mark + base for base in shape.bases)
    return shape._replace(name=mark + shape.name, fields=fields, bases=bases)


def schema_shapes(schema: Mapping[str, Any]) -> tuple[Shape, ...]:
    """Give the shapes of the mappings that fit a schema, alternatives as kinds of one base.

    Read are `properties`, `items`, `additionalProperties`, `enum`, `const`, `default`, `type`,
    `oneOf`, `anyOf`, `allOf`, and references within the schema; all else says nothing here.
    """
    found = _Schemas(schema)
    found.shape(schema, "schema")
    for kept in ("$defs", "definitions"):
        held = schema.get(kept)
        for key, one in held.items() if isinstance(held, Mapping) else ():
            found.shape({"$ref": f"#/{kept}/{key}"} if isinstance(one, Mapping) else one, str(key))
    return tuple(one for one in found.shapes.values() if one.fields)


class _Schemas:
    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self.shapes: dict[str, Shape] = {}

    def shape(self, node: Any, name: str, bases: tuple[str, ...] = ()) -> str:
        """Take in what a node says of mappings; give the name of its shape, empty for none."""
        node, name = self._resolved(node, name)
        if name in self.shapes:
            known = self.shapes[name]
            self.shapes[name] = known._replace(bases=tuple(dict.fromkeys((*known.bases, *bases))))
            return name
        if len(self.shapes) >= MOST_SHAPES or not self._is_mapping(node):
            return ""
        self.shapes[name] = Shape(name, {}, bases=bases)  # it may hold itself
        fields = dict[str, ShapeField]()
        words = dict[str, str]()
        for key, one in _mapping(node.get("properties")).items():
            fields[key] = self._field(one, f"{name}.{key}")
            told = _mapping(one).get("const")
            if isinstance(told, str):
                words[key] = told
        for union in _UNIONS:
            for number, one in enumerate(_list(node.get(union))):
                inner = self.shape(one, f"{name}/{number}", () if union == "allOf" else (name,))
                for key, field in self.shapes[inner].fields.items() if inner else ():
                    fields.setdefault(key, field)
        self.shapes[name] = Shape(name, fields, tuple(fields), bases, words)
        return name

    def _field(self, node: Any, name: str) -> ShapeField:
        node, name = self._resolved(node, name)
        many, each = node.get("items"), node.get("additionalProperties")
        inner = self.shape(node, name)
        holds = ""
        if not inner and isinstance(many, Mapping):
            inner, holds = self.shape(many, f"{name}.items"), "list"
        elif not inner and isinstance(each, Mapping):
            inner, holds = self.shape(each, f"{name}.values"), "dict"
        listed = [*_list(node.get("enum")), node.get("const")]
        default, kind = node.get("default"), node.get("type")
        return ShapeField(
            hint=_TYPES.get(kind) if isinstance(kind, str) else None,
            default=default if isinstance(default, bool | int | float | str) else None,
            inner=inner,
            holds=holds if inner or kind == "array" else "",
            words=tuple(one for one in listed if isinstance(one, str)),
        )

    def _is_mapping(self, node: Mapping[str, Any]) -> bool:
        if isinstance(node.get("properties"), Mapping):
            return True
        inner = [one for union in _UNIONS for one in _list(node.get(union))]
        return any(
            isinstance(self._resolved(one, "")[0].get("properties"), Mapping) for one in inner
        )

    def _resolved(self, node: Any, name: str) -> tuple[Mapping[str, Any], str]:
        """Follow references; what leads nowhere says nothing."""
        for _ in range(MOST_STEPS):
            node = _mapping(node)
            reference = node.get("$ref")
            if not isinstance(reference, str) or not reference.startswith("#"):
                return node, name
            name = reference.rpartition("/")[2] or "schema"
            node = self._schema
            for step in reference.removeprefix("#").split("/")[1:]:
                node = _mapping(node).get(step.replace("~1", "/").replace("~0", "~"))
        return {}, name


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
