"""A value that is no plain built-in, as its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import ReadingError

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    Tree: TypeAlias = Any
    """None, or an exact bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set,
    frozenset of trees, or a Node."""

__all__ = ["Node", "arguments_of", "make", "make_complex"]

_UNSET = ""


class Node:
    """One value as its parts: nothing of its class is needed, and no code of it runs.

    Two nodes are equal only if they are one: a node can be a key or a member, and equality is
    what `encode` and the walk decide.

    Attributes:
        type: Qualified name of the class, as `decimal.Decimal`; the module of built-ins is left
            out, as in `mappingproxy`.
        fields: Named attributes: `__dict__`, slots, and what an opener names.
        base: The built-in value or text under it, as the text of a Decimal.
        items: What it holds in order.
        entries: What it maps.
        members: What it holds in no order.
        ordered: The order of the entries is part of the value.
        opaque: Why nothing can say whether two such values are equal; None where it can be said.
    """

    __slots__ = ("base", "entries", "fields", "items", "members", "opaque", "ordered", "type")

    def __init__(
        self,
        type: str = _UNSET,  # noqa: A002 - the name of the part
        fields: dict[str, Tree] | None = None,
        base: Tree = None,
        items: list[Tree] | None = None,
        entries: dict[Tree, Tree] | None = None,
        members: set[Tree] | None = None,
        ordered: bool = False,
        opaque: str | None = None,
    ) -> None:
        self.type = type
        self.fields = fields
        self.base = base
        self.items = items
        self.entries = entries
        self.members = members
        self.ordered = ordered
        self.opaque = opaque

    def __repr__(self) -> str:
        from .show import show

        return show(self)

    def __setstate__(self, state: Any) -> None:
        """Take all parts at once, for a node that is part of itself. Only an unset node does."""
        if self.type != _UNSET or type(state) is not tuple:
            raise ReadingError("a part of the document is set twice")
        _fill(self, *state)


def arguments_of(node: Node) -> tuple[Any, ...]:
    """Return what `Node` takes for an equal node, without trailing parts that say nothing."""
    found = (
        node.type,
        node.fields,
        node.base,
        node.items,
        node.entries,
        node.members,
        node.ordered,
        node.opaque,
    )
    last = len(found)
    while last > 1 and (found[last - 1] is None or found[last - 1] is False):
        last -= 1
    return found[:last]


_KINDS = (
    ("type", str, False),
    ("fields", dict, True),
    ("items", list, True),
    ("entries", dict, True),
    ("members", set, True),
    ("ordered", bool, False),
    ("opaque", str, True),
)


def _fill(node: Node, *parts: Any) -> None:
    # A ninth part is the random token of an opaque node: it did its work in the bytes.
    if len(parts) > 9:
        raise ReadingError(f"a part of the document has {len(parts)} parts of its own, not eight")
    node.__init__(*parts[:8])  # type: ignore[misc]
    for name, kind, optional in _KINDS:
        part = getattr(node, name)
        if type(part) is not kind and not (optional and part is None):
            raise ReadingError(f"{name} of a part is a {type(part).__name__}, not {kind.__name__}")
    fields = node.fields
    if fields is not None and not _TEXT.issuperset(map(type, fields)):
        node.fields = _named(fields)


_TEXT = frozenset({str})


def _named(fields: dict[Any, Tree]) -> dict[str, Tree]:
    """Attributes whose names are no text get one; a subclass of str names what its text does."""
    named: dict[str, Tree] = {}
    for key, value in fields.items():
        if type(key) is Node and type(key.base) is str:
            named[key.base] = value
        else:
            named[key if type(key) is str else f"[{key!r}]"] = value
    return named


def make(*parts: Any) -> Node:
    """Make the node that a document holds; without parts, one that is set later."""
    node = Node()
    if parts:
        _fill(node, *parts)
    return node


def make_complex(real: Any, imag: Any) -> complex:
    """Make the complex number that a document holds."""
    if type(real) is not float or type(imag) is not float:
        raise ReadingError("a complex number is made of two floats")
    return complex(real, imag)
