"""A tree of YAML nodes to plain data: maps with text keys, lists, and scalars."""

from __future__ import annotations

from typing import Any, Final

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .compose import MAP, PLAIN, SEQ, TEXT, DocumentLimits, place
from .problem import Problem, ProblemsError
from .scalars import Scalar, read_plain

__all__ = ["Pairs", "construct", "pairs"]

Pairs = dict[str, tuple[Node, Node]]

FLOAT: Final = "tag:yaml.org,2002:float"
QUOTES: Final = frozenset("'\"|>")
MERGE_TAGS: Final = frozenset((PLAIN, "tag:yaml.org,2002:merge"))
TYPES: Final[dict[str, tuple[type, ...]]] = {
    "tag:yaml.org,2002:null": (type(None),),
    "tag:yaml.org,2002:bool": (bool,),
    "tag:yaml.org,2002:int": (int,),
    FLOAT: (float, int),
}
KEY_TAGS: Final = frozenset((PLAIN, TEXT, *TYPES))


def construct(root: Node, name: str, limits: DocumentLimits) -> Any:
    """Build the plain data of a tree; each alias becomes a copy of its own.

    Raises ProblemsError with every duplicate key, odd key, unknown tag and number out of range, or
    at once when the aliases grow the document beyond its limits.
    """
    building = _Building(name, limits)
    value = building.value(root, 0)
    if building.problems:
        raise ProblemsError(building.problems)
    return value


def pairs(mapping: MappingNode) -> Pairs:
    """Give the entries of a mapping by key, merged ones included; the first of two twins stands."""
    own: Pairs = {}
    merged: list[Node] = []
    for key, value in mapping.value:
        if isinstance(key, ScalarNode):
            if key.value == "<<" and key.tag in MERGE_TAGS:
                merged += _sources(value)
            else:
                own.setdefault(key.value, (key, value))
    for source in merged:
        if isinstance(source, MappingNode):
            own = {**pairs(source), **own}
    return own


def _sources(value: Node) -> list[Node]:
    """List what a `<<` merges: one map, or those of a list."""
    return value.value if isinstance(value, SequenceNode) else [value]


class _Building:
    """One construction: the problems found, and how many values are still allowed."""

    def __init__(self, name: str, limits: DocumentLimits) -> None:
        self.name, self.left, self.deepest = name, limits.nodes, limits.depth
        self.problems: list[Problem] = []

    def value(self, node: Node, depth: int) -> Any:
        self.left -= 1
        if self.left < 0 or depth > self.deepest:
            self._refuse(node)
        if isinstance(node, ScalarNode):
            tag = node.tag
            return node.value if tag == TEXT else self._scalar(node, tag)
        if isinstance(node, MappingNode):
            return self._mapping(node, depth + 1)
        if node.tag != SEQ:
            self._problem(node, "YAML_TAG", f"unknown tag {node.tag!r} on a list", node.tag)
        return [self.value(item, depth + 1) for item in node.value]

    def _scalar(self, node: ScalarNode, tag: str) -> Scalar:
        if tag == PLAIN and node.style in QUOTES:  # a lone `!` before it says nothing of a type
            return str(node.value)
        try:
            value = read_plain(node.value)
        except ValueError as error:
            self._problem(node, "YAML_NUMBER", str(error), node.value)
            return None
        if tag == PLAIN:
            return value
        if type(value) not in TYPES.get(tag, ()):
            self._problem(node, "YAML_TAG", f"tag {tag!r} does not fit here", node.value)
        return float(value) if tag == FLOAT and type(value) is int else value

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Any]:
        if node.tag != MAP:
            self._problem(node, "YAML_TAG", f"unknown tag {node.tag!r} on a map", node.tag)
        built: dict[str, Any] = {}
        merged: list[Node] = []
        for key, item in node.value:
            text = key.value
            if not isinstance(key, ScalarNode):
                hint = "a key must be plain text (quote the value if it is a template)"
                self._problem(key, "YAML_KEY", hint, None)
            elif text == "<<" and key.tag in MERGE_TAGS:
                merged += _sources(item)
            elif key.tag not in KEY_TAGS:
                self._problem(key, "YAML_TAG", f"unknown tag {key.tag!r} on a key", key.tag)
            elif text in built:
                self._problem(key, "YAML_DUPLICATE_KEY", f"the key {text!r} is here twice", text)
            else:
                built[text] = self.value(item, depth)
        for source in merged:
            self._merge(source, built, depth)
        return built

    def _merge(self, source: Node, built: dict[str, Any], depth: int) -> None:
        value = self.value(source, depth)
        if not isinstance(value, dict):
            self._problem(source, "YAML_MERGE", "<< takes a map or a list of maps", value)
            return
        for key, item in value.items():
            built.setdefault(key, item)

    def _problem(self, node: Node, code: str, message: str, value: object) -> None:
        position = place(self.name, node.start_mark)
        self.problems.append(Problem(code=code, message=message, position=position, value=value))

    def _refuse(self, node: Node) -> None:
        text = "the document is refused: its aliases make it too large or nest without end"
        self._problem(node, "YAML_ALIAS", text, None)
        raise ProblemsError(self.problems[-1:])
