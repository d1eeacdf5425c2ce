"""YAML text to a tree of nodes that know their place: PyYAML's C composer, or its Python twin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import yaml
from yaml.composer import Composer
from yaml.nodes import Node, ScalarNode
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.scanner import Scanner

from .halves import HALF, give_back, lent
from .position import Position
from .problem import Problem, ProblemsError

__all__ = ["DEFAULT_LIMITS", "MAP", "PLAIN", "SEQ", "TEXT", "DocumentLimits", "compose", "place"]

PLAIN: Final = "plain"
TEXT: Final = "tag:yaml.org,2002:str"
SEQ: Final = "tag:yaml.org,2002:seq"
MAP: Final = "tag:yaml.org,2002:map"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLimits:
    """How large a document may be: characters, nodes (aliases count in full), levels of nesting."""

    characters: int = 1_000_000
    nodes: int = 100_000
    depth: int = 100


DEFAULT_LIMITS: Final = DocumentLimits()


class Bounded:
    """The resolver that a composer asks for tags: leaves scalars plain and counts what it sees."""

    def __init__(self, limits: DocumentLimits) -> None:
        self.left, self.depth, self.deepest = limits.nodes, 0, limits.depth

    def descend_resolver(self, parent: Node | None, _index: object) -> None:
        self.left -= 1
        self.depth += 1
        if self.left < 0 or self.depth > self.deepest:
            what = "too many values" if self.left < 0 else f"nested deeper than {self.deepest}"
            raise yaml.MarkedYAMLError(
                problem=f"the document is refused: {what}",
                problem_mark=parent.start_mark if parent else None,
                note="YAML_LIMIT",
            )

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def resolve(self, kind: type[Node], _value: object, implicit: Any) -> str:
        if kind is ScalarNode:
            return PLAIN if implicit[0] else TEXT
        return SEQ if kind is yaml.SequenceNode else MAP


class PureComposer(Bounded, Reader, Scanner, Parser, Composer):
    """PyYAML's Python composer."""

    def __init__(self, text: str, limits: DocumentLimits) -> None:
        Bounded.__init__(self, limits)
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)

    def compose_scalar_node(self, anchor: Any) -> ScalarNode:
        """Refuse half a letter, as libyaml does: no encoding could write it again."""
        node: ScalarNode = super().compose_scalar_node(anchor)
        if HALF.search(node.value):
            raise yaml.MarkedYAMLError(
                context="while parsing a quoted scalar",
                problem="found invalid Unicode character escape code",
                problem_mark=node.start_mark,
            )
        return node


FastComposer: Any = PureComposer

if yaml.__with_libyaml__:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs leave it out

    class LibComposer(CParser, Bounded):
        """The composer on libyaml, some ten times as fast."""

        def __init__(self, text: str, limits: DocumentLimits) -> None:
            CParser.__init__(self, text)
            Bounded.__init__(self, limits)

    FastComposer = LibComposer


class _Within:
    """A mark that lies in its text: libyaml points behind a last line that has no end."""

    def __init__(self, mark: Any, text: str) -> None:
        self.line: int = mark.line if mark else 0
        self.column: int = mark.column if mark else 0
        if self.line and self.line > text.count("\n") + text.count("\r"):
            self.line = text.count("\n")
            self.column = len(text) - text.rfind("\n") - 1


def compose(
    text: str, name: str, limits: DocumentLimits = DEFAULT_LIMITS, *, pure: bool = False
) -> Node:
    """Parse one document. Raises ProblemsError when it is no YAML, empty, several, or too large."""
    if len(text) > limits.characters:
        allowed = f"at most {limits.characters} characters"
        raise _refusal(name, "YAML_LIMIT", f"{len(text)} characters is too large", allowed=allowed)
    try:
        read = lent(text)
        node = (PureComposer if pure else FastComposer)(read, limits).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        parts = (error.context, error.problem)
        code = "YAML_LIMIT" if error.note == "YAML_LIMIT" else "YAML_SYNTAX"
        raise _refusal(name, code, ", ".join(filter(None, parts)), _Within(mark, text)) from error
    except (ReaderError, UnicodeEncodeError) as error:
        raise _unreadable(name, text) from error
    except (ValueError, OverflowError) as error:  # escapes that name no character
        raise _refusal(name, "YAML_SYNTAX", str(error)) from error
    if node is None:
        raise _refusal(name, "YAML_EMPTY", "the document is empty")
    if read != text:
        give_back(node)
    return node


def place(name: str, mark: Any) -> Position:
    """Give the position of a mark, counted from one."""
    return Position(name, mark.line + 1, mark.column + 1) if mark else Position(name, 1, 1)


def _refusal(
    name: str, code: str, message: str, mark: Any = None, *, allowed: str = ""
) -> ProblemsError:
    position = place(name, mark)
    return ProblemsError([Problem(code=code, message=message, position=position, allowed=allowed)])


def _unreadable(name: str, text: str) -> ProblemsError:
    bad = Reader.NON_PRINTABLE.search(text)
    index = bad.start() if bad else 0
    problem = Problem(
        code="YAML_SYNTAX",
        message="a character that YAML does not allow",
        position=Position(name, text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)),
        value=text[index : index + 1],
    )
    return ProblemsError([problem])
