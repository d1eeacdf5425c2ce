"""Functions of a template: their parameters' Go types, and what may be passed for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from . import _nodes as n
from ._errors import TemplateRuntimeError
from ._kinds import Int, NilMap, type_name

_Function = TypeVar("_Function", bound=Callable[..., Any])

PARAMETER_TYPES = frozenset(
    {"any", "value", "string", "int", "float64", "bool", "uint32", "map", "time"}
)
_GO_NAMES = {"map": "map[string]interface {}", "time": "time.Time", "any": "interface {}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A function with the Go types of its parameters; ``rest`` is the type of further ones.

    A ``contextual`` function is given the scope of the rendering (budget, clock, zone) first.
    A function that ``mutates`` writes into a map it was given.
    """

    name: str
    call: Callable[..., Any]
    parameters: tuple[str, ...]
    rest: str | None = None
    contextual: bool = False
    mutates: bool = False

    def type_at(self, index: int) -> str:
        return self.parameters[index] if index < len(self.parameters) else str(self.rest)

    def check_count(self, count: int) -> str | None:
        """Give what is wrong with that number of arguments, or None."""
        wanted = len(self.parameters)
        if self.rest is None and count != wanted:
            return f"wrong number of args for {self.name}: want {wanted} got {count}"
        if count < wanted:
            return f"wrong number of args for {self.name}: want at least {wanted} got {count}"
        return None


class Registry(dict[str, Signature]):
    """Functions by name; a name is given once."""

    def function(
        self,
        names: str,
        *types: str,
        contextual: bool = False,
        mutates: bool = False,
    ) -> Callable[[_Function], _Function]:
        """Register the decorated function under ``names``; a last type may end in ``...``."""
        rest = types[-1].removesuffix("...") if types and types[-1].endswith("...") else None
        fixed = types[:-1] if rest else types
        unknown = {*fixed, *([rest] if rest else [])} - PARAMETER_TYPES
        if unknown:
            raise ValueError(f"{names}: unknown parameter types {sorted(unknown)}")

        def register(call: _Function) -> _Function:
            for name in names.split():
                if name in self:
                    raise ValueError(f"function {name!r} is registered twice")
                self[name] = Signature(
                    name=name,
                    call=call,
                    parameters=fixed,
                    rest=rest,
                    contextual=contextual,
                    mutates=mutates,
                )
            return call

        return register


def converted(value: Any, wanted: str, *, stored: bool = False) -> Any:
    """Return ``value`` as an argument of that type; Raises TemplateRuntimeError.

    No type converts to another: an ``int64`` is no ``int``, as in Go. ``stored`` says that the
    value comes straight out of a map, where a null has no type and is no empty map.
    """
    if wanted in {"any", "value"}:
        return value
    kind = type(value)
    if wanted == "string":
        accepted = isinstance(value, str)
    elif wanted == "int":
        accepted = kind is Int
    elif wanted == "bool":
        accepted = kind is bool
    elif wanted == "float64":
        accepted = kind is float
    elif wanted == "map":
        if value is None and not stored:
            return NilMap()
        accepted = isinstance(value, dict) and type_name(value) == _GO_NAMES["map"]
    elif wanted == "time":
        accepted = isinstance(value, datetime)
    else:
        accepted = False
    if not accepted:
        expected = _GO_NAMES.get(wanted, wanted)
        raise TemplateRuntimeError(
            f"wrong type for value; expected {expected}; got {type_name(value)}"
        )
    return value


def ideal(number: n.Number) -> Any:
    """Give the value of a number where no type is asked for; Raises TemplateRuntimeError."""
    text = number.text
    if number.complex is not None:
        return number.complex
    rune = text[0] == "'"
    hexadecimal = len(text) > 2 and text[:2] in {"0x", "0X"} and not set("pP") & set(text)
    if number.floating is not None and not rune and not hexadecimal and set(".eEpP") & set(text):
        return number.floating
    if number.integer is None:
        raise TemplateRuntimeError(f"{text} overflows int")
    return Int(number.integer)


def literal(node: n.Node, wanted: str) -> Any:
    """Give the value of a literal as an argument of that type; Raises TemplateRuntimeError."""
    if isinstance(node, n.Nil):
        if wanted in {"any", "value"}:
            return None
        if wanted == "map":
            return NilMap()
        raise TemplateRuntimeError(f"cannot assign nil to {wanted}")
    if wanted in {"any", "value"}:
        return ideal(node) if isinstance(node, n.Number) else getattr(node, "value")  # noqa: B009
    if isinstance(node, n.String) and wanted == "string":
        return node.value
    if isinstance(node, n.Bool) and wanted == "bool":
        return node.value
    if isinstance(node, n.Number):
        value = {"int": node.integer, "uint32": node.unsigned, "float64": node.floating}.get(wanted)
        if value is not None:
            return Int(value) if wanted == "int" else value
    shown = node.text if isinstance(node, n.Number) else repr(getattr(node, "value", None))
    raise TemplateRuntimeError(f"expected {_GO_NAMES.get(wanted, wanted)}; found {shown}")


__all__ = ["Registry", "Signature", "converted", "ideal", "literal"]
