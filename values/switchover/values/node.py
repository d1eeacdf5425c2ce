"""A value that is no plain built-in, as its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import ReadingError

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    Tree: TypeAlias = Any
    """None, or an exact bool, int, float, complex, str, bytes, bytearray, list, tuple, dict, set,
    frozenset of trees, or a Node."""

__all__ = ["Node", "Tree", "arguments_of", "make", "make_complex"]

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
        ordered: The order of the entries is part of the value; of the fields, where it has none.
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
        """Show it; where that leaves something out a digest of all of it tells it from its like.

        A rule may compare what `str` gives of it.
        """
        from .showing import MORE, show

        text = show(self)
        if MORE not in text:
            return text
        from hashlib import sha256

        from .encoding import encode

        return f"{text} #{sha256(encode(self)).hexdigest()[:16]}"

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
    while last > 1 and found[last - 1] is _UNSAID[last - 1]:
        last -= 1
    return found[:last]


_UNSAID = ("", None, None, None, None, None, False, None)
"""What a part is where nothing is said of it: only the order of entries is False for that."""


def _fill(  # noqa: PLR0913, PLR0917 - as Node's own
    node: Node,
    type_: Any,
    fields: Any = None,
    base: Any = None,
    items: Any = None,
    entries: Any = None,
    members: Any = None,
    ordered: Any = False,
    opaque: Any = None,
    token: Any = None,  # noqa: ARG001 - it did its work in the bytes
) -> None:
    if fields is not None and type(fields) is not dict:
        fields = fields.entries if type(fields) is Node else fields  # a subclass as `__dict__`
    if (
        type(type_) is not str
        or not (fields is None or type(fields) is dict)
        or not (items is None or type(items) is list)
        or not (entries is None or type(entries) is dict)
        or not (members is None or type(members) is set)
        or not (opaque is None or type(opaque) is str)
        or type(ordered) is not bool
    ):
        raise ReadingError("a part of the document is not made as parts are")
    if fields and not _TEXT.issuperset(map(type, fields)):
        fields = _named(fields)
    node.type, node.fields, node.base, node.items = type_, fields, base, items
    node.entries, node.members, node.ordered, node.opaque = entries, members, ordered, opaque


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
