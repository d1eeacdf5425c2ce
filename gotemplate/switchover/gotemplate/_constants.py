"""Numbers as Go's constants: one literal is whatever of int, uint, float and complex can hold it.

Source: the constants of Go's text/template/parse.
"""

from __future__ import annotations

from . import _nodes as n
from ._lexer import Token
from ._literals import character, parse_float, parse_int

__all__ = ["number_node"]

_INT64 = range(-(2**63), 2**63)
_UINT64 = range(2**64)


def number_node(token: Token) -> n.Number:
    """Read a number or a character; Raises ValueError if it is none or too large."""
    text = token.value
    if token.kind == "char":
        point = character(text)
        return n.Number(token.offset, text, point, point, float(point), None)
    if token.kind == "complex" or text.endswith("i"):
        return _complex(token)
    whole = parse_int(text)
    if whole is not None and (whole in _INT64 or whole in _UINT64):
        signed = whole if whole in _INT64 else None
        unsigned = whole if whole in _UINT64 and text[0] not in "+-" else None
        if whole == 0:
            unsigned = 0
        return n.Number(token.offset, text, signed, unsigned, float(whole), None)
    value = parse_float(text)
    if value is None:
        raise ValueError(f"illegal number syntax: {text!r}")
    if not any(letter in text for letter in ".eEpP"):
        raise ValueError(f"integer overflow: {text!r}")
    signed, unsigned = _wholes(value)
    return n.Number(token.offset, text, signed, unsigned, value, None)


def _complex(token: Token) -> n.Number:
    text = token.value
    split = max(text.rfind("+", 1), text.rfind("-", 1))
    if token.kind == "number":
        split = 0
    elif text[split - 1] in "eEpP":
        split = max(text.rfind("+", 1, split), text.rfind("-", 1, split))
    real = parse_float(text[:split]) if split > 0 else 0.0
    imaginary = parse_float(text[max(split, 0) : -1])
    if real is None or imaginary is None:
        raise ValueError(f"illegal number syntax: {text!r}")
    value = complex(real, imaginary)
    if imaginary:
        return n.Number(token.offset, text, None, None, None, value)
    signed, unsigned = _wholes(real)
    return n.Number(token.offset, text, signed, unsigned, real, value)


def _wholes(value: float) -> tuple[int | None, int | None]:
    if not value.is_integer():
        return None, None
    whole = int(value)
    return (whole if whole in _INT64 else None), (whole if whole in _UINT64 else None)
