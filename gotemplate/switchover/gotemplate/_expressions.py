"""From pipelines and operands to closures that give a value.

Source: the evaluation rules of Go's text/template (exec.go), version 1.19, with missingkey=error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from switchover.ground.written import Position

from . import _nodes as n
from ._budgeted import checked
from ._call import Signature, converted, ideal, literal
from ._errors import MissingKeyError, TemplateError, TemplateRuntimeError, place_of
from ._kinds import is_true
from ._lookup import follow
from ._scope import UNSET, Eval, Scope
from .functions.core import index

__all__ = ["Expressions", "is_plain"]

_LITERAL = (n.Bool, n.Nil, n.Number, n.String)


class Expressions:
    """Compiles the expressions of one source; knows which variables are visible where it stands.

    ``mutates`` becomes true with the first function that writes into a map.
    """

    def __init__(self, tree: n.Tree, functions: Mapping[str, Signature]) -> None:
        self.tree = tree
        self.functions = functions
        self.mutates = False
        self.visible: dict[str, int] = {"$": 0}
        self.slots = 1

    def place(self, offset: int) -> Position:
        return place_of(self.tree.name, self.tree.source, offset)

    def pipe(self, pipe: n.Pipe) -> Eval:
        evaluate: Eval | None = None
        for command in pipe.commands:
            evaluate = self.command(command, evaluate)
        assert evaluate is not None, "the parser refuses empty pipelines"
        if not pipe.names:
            return evaluate
        if pipe.assigns and not set(pipe.names) <= self.visible.keys():
            return self.undefined(pipe.names[0], pipe.offset, evaluate)
        if pipe.assigns:
            return _storing(evaluate, [self.visible[name] for name in pipe.names])
        return _storing(evaluate, [self.slot(name) for name in pipe.names])

    def undefined(self, name: str, offset: int, previous: Eval | None = None) -> Eval:
        """Give what the parser lets pass, as Go's does: a variable assigned outside its block."""
        message = f"undefined variable: {name}"
        return self.raising(TemplateRuntimeError, message, offset, previous)

    def slot(self, name: str) -> int:
        self.visible[name] = self.slots
        self.slots += 1
        return self.visible[name]

    def command(self, command: n.Command, previous: Eval | None) -> Eval:
        first, *args = command.args
        if isinstance(first, n.Function):
            return self.call(first, tuple(args), previous)
        given = bool(args) or previous is not None
        if isinstance(first, n.Field | n.Chain) or (isinstance(first, n.Variable) and first.path):
            return self.no_method(first, previous) if given else self.value(first)
        if given:
            message = "can't give argument to a non-function"
            return self.raising(TemplateRuntimeError, message, first.offset, previous)
        if isinstance(first, n.Nil):
            return self.raising(TemplateRuntimeError, "nil is not a command", first.offset)
        return self.value(first)

    def raising(
        self,
        error: Callable[..., TemplateError],
        message: str,
        offset: int,
        previous: Eval | None = None,
    ) -> Eval:
        def fail(scope: Scope, dot: Any) -> Any:
            if previous is not None:
                previous(scope, dot)
            raise error(message, place=self.place(offset))

        return fail

    def no_method(self, node: n.Field | n.Chain | n.Variable, previous: Eval | None) -> Eval:
        """Refuse a field that is given arguments: fields are no methods, as little as in a map."""
        message = f"{node.path[-1]} is not a method but has arguments"
        refuse = self.raising(TemplateRuntimeError, message, node.offset)
        owner = self.value(_owner(node))
        missing = self.raising(
            lambda text, place: MissingKeyError(text, key=node.path[-1], place=place),
            f"no entry for key {node.path[-1]!r}: there is a null before it",
            node.offset,
        )

        def fail(scope: Scope, dot: Any) -> Any:
            if previous is not None:
                previous(scope, dot)
            return (missing if owner(scope, dot) is None else refuse)(scope, dot)

        return fail

    # Operands

    def value(self, node: n.Node) -> Eval:
        """Give the value of an operand where any type will do."""
        match node:
            case n.Dot():
                return lambda _scope, dot: dot
            case n.Field(path=path):
                return self.path(lambda _scope, dot: dot, path, node.offset, of_dot=True)
            case n.Variable():
                return self.variable(node)
            case n.Chain(operand=operand, path=path):
                return self.path(self.value(operand), path, node.offset)
            case n.Function():
                return self.call(node, (), None)
            case n.Pipe():
                return self.pipe(node)
            case n.Number():
                return self.constant(lambda: ideal(node), node.offset)
            case n.Nil():
                message = "indirection through explicit nil"
                return self.raising(TemplateRuntimeError, message, node.offset)
            case _:
                return self.constant(lambda: literal(node, "any"), node.offset)

    def constant(self, make: Callable[[], Any], offset: int) -> Eval:
        try:
            value = make()
        except TemplateRuntimeError as error:
            return self.raising(TemplateRuntimeError, error.message, offset)
        return lambda _scope, _dot: value

    def variable(self, node: n.Variable) -> Eval:
        slot = self.visible.get(node.name)
        if slot is None:
            return self.undefined(node.name, node.offset)

        def get(scope: Scope, _dot: Any) -> Any:
            value = scope.variables[slot]
            if value is UNSET:
                message = f"undefined variable: {node.name}"
                raise TemplateRuntimeError(message, place=self.place(node.offset))
            return value

        return self.path(get, node.path, node.offset) if node.path else get

    def path(
        self, owner: Eval, path: tuple[str, ...], offset: int, *, of_dot: bool = False
    ) -> Eval:
        walk = follow if is_plain(path) else _indexed

        def get(scope: Scope, dot: Any) -> Any:
            value = dot if of_dot else owner(scope, dot)
            try:
                return walk(value, path)
            except TemplateError as error:
                raise error.at(self.place(offset)) from None

        return get

    # Calls

    def call(self, node: n.Function, args: tuple[n.Node, ...], previous: Eval | None) -> Eval:
        signature = self.functions[node.name]
        self.mutates = self.mutates or signature.mutates
        wrong = signature.check_count(len(args) + (previous is not None))
        if wrong:
            return self.raising(TemplateRuntimeError, wrong, node.offset, previous)
        if node.name in {"and", "or"}:
            return _short_circuit(
                node.name == "or", [self.argument(a, "any") for a in args], previous
            )
        getters = [self.argument(arg, signature.type_at(i)) for i, arg in enumerate(args)]
        last = signature.type_at(len(args)) if previous is not None else "any"
        offset, function = node.offset, signature.call
        name, contextual = node.name, signature.contextual

        def call(scope: Scope, dot: Any) -> Any:
            final = previous(scope, dot) if previous is not None else None
            values = [get(scope, dot) for get in getters]
            try:
                if previous is not None:
                    values.append(converted(final, last))
                return checked(function, values, scope, name=name, contextual=contextual)
            except TemplateError as error:
                raise error.at(self.place(offset)) from None

        return call

    def argument(self, node: n.Node, wanted: str) -> Eval:
        if isinstance(node, _LITERAL):
            return self.constant(lambda: literal(node, wanted), node.offset)
        get = self.value(node)
        if wanted in {"any", "value"}:
            return get
        stored = isinstance(node, n.Field | n.Chain) or (
            isinstance(node, n.Variable) and bool(node.path)
        )
        offset = node.offset

        def convert(scope: Scope, dot: Any) -> Any:
            try:
                return converted(get(scope, dot), wanted, stored=stored)
            except TemplateError as error:
                raise error.at(self.place(offset)) from None

        return convert


def is_plain(path: tuple[str, ...]) -> bool:
    """Whether a path is looked up as it is: one with a hyphen is indexed."""
    return not any("-" in name for name in path)


def _owner(node: n.Field | n.Chain | n.Variable) -> n.Node:
    """Give the node without the last name of its path."""
    path = node.path[:-1]
    match node:
        case n.Field():
            return n.Field(node.offset, path) if path else n.Dot(node.offset)
        case n.Variable():
            return n.Variable(node.offset, node.name, path)
        case n.Chain():
            return n.Chain(node.offset, node.operand, path) if path else node.operand


def _indexed(value: Any, path: tuple[str, ...]) -> Any:
    return index(value, *path)


def _storing(evaluate: Eval, slots: list[int]) -> Eval:
    def store(scope: Scope, dot: Any) -> Any:
        value = evaluate(scope, dot)
        for slot in slots:
            scope.variables[slot] = value
        return value

    return store


def _short_circuit(stops_at: bool, args: list[Eval], previous: Eval | None) -> Eval:
    """``and`` stops at the first false argument, ``or`` at the first true one."""

    def evaluate(scope: Scope, dot: Any) -> Any:
        final = previous(scope, dot) if previous is not None else None
        value = None
        for get in args:
            value = get(scope, dot)
            if is_true(value) == stops_at:
                return value
        return final if previous is not None else value

    return evaluate
