"""The syntax tree of a template: values only, every node knows its offset in the source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    offset: int


@dataclass(frozen=True, slots=True)
class Dot(Node):
    pass


@dataclass(frozen=True, slots=True)
class Nil(Node):
    pass


@dataclass(frozen=True, slots=True)
class Bool(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class String(Node):
    value: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A numeric constant: the same literal can serve as several kinds, as in Go."""

    text: str
    integer: int | None
    unsigned: int | None
    floating: float | None
    complex: complex | None


@dataclass(frozen=True, slots=True)
class Field(Node):
    """``.a.b``; a path with a hyphen in any name is looked up like ``index . "a" "b"``."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """``$name.a.b``; the bare ``$`` has the name ``$``."""

    name: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """``(pipeline).a.b`` or ``function.a.b``."""

    operand: Node
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command(Node):
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Pipe(Node):
    names: tuple[str, ...]
    assigns: bool
    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Text(Node):
    text: str


@dataclass(frozen=True, slots=True)
class Action(Node):
    pipe: Pipe


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """One arm of an ``if``: ``pipe`` is None for the final ``else``."""

    pipe: Pipe | None
    body: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class If(Node):
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class With(Node):
    pipe: Pipe
    body: tuple[Node, ...]
    orelse: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Range(Node):
    pipe: Pipe
    body: tuple[Node, ...]
    orelse: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Invoke(Node):
    """``{{template "name" pipeline}}``; a ``block`` defines its body and invokes it."""

    name: str
    pipe: Pipe | None


@dataclass(frozen=True, slots=True)
class Break(Node):
    pass


@dataclass(frozen=True, slots=True)
class Continue(Node):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A parsed source: its own body and the templates it defines, by name."""

    name: str
    source: str
    body: tuple[Node, ...]
    defined: dict[str, tuple[Node, ...]]
