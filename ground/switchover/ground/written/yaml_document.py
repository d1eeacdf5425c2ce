"""A YAML document: its plain data, and the position of every value in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from yaml.nodes import MappingNode, Node, SequenceNode

from .compose import DEFAULT_LIMITS, DocumentLimits, compose, place
from .construct import Pairs, construct, pairs
from .json_text import json_text
from .position import Path, Position
from .text import decoded

__all__ = ["YamlDocument", "parse_yaml", "read_yaml"]


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """Plain data, and where each value of it stands.

    The tree of nodes is kept, and only walked when a position is asked for.
    """

    name: str
    data: Any
    root: Node
    _entries: dict[int, Pairs] = field(default_factory=dict, repr=False, compare=False)

    def at(self, path: Path) -> Position:
        """Where the value at a path stands, or else the nearest thing around it."""
        node = self.root
        for step in path:
            inner = self._step(node, step)
            if inner is None:
                break
            node = inner
        return place(self.name, node.start_mark)

    def _step(self, node: Node, step: str | int) -> Node | None:
        if isinstance(node, MappingNode):
            entries = self._entries.get(id(node)) or self._entries.setdefault(id(node), pairs(node))
            found = entries.get(str(step))
            return found and found[1]
        if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            inner: Node = node.value[step]
            return inner
        return None


def parse_yaml(
    text: str, name: str = "<text>", *, limits: DocumentLimits = DEFAULT_LIMITS, pure: bool = False
) -> YamlDocument:
    """Read YAML text as plain data with positions.

    Scalars follow YAML 1.2, keys are text as written, `<<` merges. Duplicate keys, tags other
    than the core ones, and documents beyond the limits are refused. What is JSON as a whole is read
    as JSON says.

    Raises:
        ProblemsError: with every such fault, each at its position.
    """
    found = json_text(text) if len(text) <= limits.characters else None
    root = compose(text if found is None else found.readable, name, limits, pure=pure)
    if found is not None:
        found.give_back(root)
    data = construct(root, name, limits)
    return YamlDocument(name, data if found is None else found.data, root)


def read_yaml(path: str | FilePath, *, limits: DocumentLimits = DEFAULT_LIMITS) -> YamlDocument:
    """Read a UTF-8 YAML file as `parse_yaml` does. Raises OSError when it cannot be opened."""
    with FilePath(path).open("rb") as file:
        content = file.read(4 * limits.characters + 1)
    text = decoded(content, str(path), code="YAML_ENCODING")
    return parse_yaml(text, str(path), limits=limits)
