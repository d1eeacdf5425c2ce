"""From a syntax tree to closures, compiled once and run many times.

Source: the evaluation rules of Go's text/template (exec.go), version 1.19, with missingkey=error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import _nodes as n
from ._budgeted import checked
from ._call import Signature, converted, ideal, literal
from ._errors import (
    MissingKeyError,
    Place,
    TemplateError,
    TemplateLimitError,
    TemplateRuntimeError,
    place_of,
)
from ._kinds import Int, is_true, sorted_keys, type_name
from ._lookup import follow
from ._scope import BREAK, CONTINUE, NEXT, UNSET, Eval, Routine, Run, Scope
from ._text import text_of
from .functions.core import index

NO_VALUE = "<no value>"
_LITERAL = (n.Bool, n.Nil, n.Number, n.String)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A compiled template.

    ``path`` is the path of a template that is nothing but ``{{ .a.b }}``; ``mutates`` says that it
    calls a function that writes into a map.
    """

    name: str
    main: Routine
    routines: Mapping[str, Routine]
    path: tuple[str, ...] | None
    mutates: bool


def compile_tree(tree: n.Tree, functions: Mapping[str, Signature]) -> Program:
    """Compile a parsed template; everything that can go wrong from here on is a rendering's."""
    compiler = _Compiler(tree, functions)
    main = compiler.routine(tree.body)
    routines = {name: compiler.routine(body) for name, body in tree.defined.items()}
    return Program(
        name=tree.name,
        main=main,
        routines={tree.name: main} | routines,
        path=_only_path(tree),
        mutates=compiler.mutates,
    )


def _only_path(tree: n.Tree) -> tuple[str, ...] | None:
    match tree.body:
        case (n.Action(pipe=n.Pipe(names=(), commands=(n.Command(args=(n.Field(path=path),)),))),):
            return path if _is_plain(path) else None
    return None


def _is_plain(path: tuple[str, ...]) -> bool:
    return not any("-" in name for name in path)


class _Compiler:
    def __init__(self, tree: n.Tree, functions: Mapping[str, Signature]) -> None:
        self.tree = tree
        self.functions = functions
        self.mutates = False
        self.names: list[str] = []
        self.slots = 0

    def place(self, offset: int) -> Place:
        return place_of(self.tree.name, self.tree.source, offset)

    # Bodies and controls

    def routine(self, body: tuple[n.Node, ...]) -> Routine:
        self.names, self.slots = ["$"], 1
        self.visible: dict[str, int] = {"$": 0}
        run = self.body(body)
        return Routine(run, self.slots)

    def body(self, nodes: tuple[n.Node, ...]) -> Run:
        outside = dict(self.visible)
        runs = [self.node(node) for node in nodes]
        self.visible = outside
        return _sequence(runs)

    def node(self, node: n.Node) -> Run:
        match node:
            case n.Text(text=text):
                return _writing(text)
            case n.Action():
                return self.action(node)
            case n.If():
                return self.branching(node)
            case n.With():
                return self.rebinding(node)
            case n.Range():
                return self.iterating(node)
            case n.Invoke():
                return self.invoking(node)
            case n.Break():
                return lambda _scope, _dot: BREAK
            case _:
                return lambda _scope, _dot: CONTINUE

    def action(self, node: n.Action) -> Run:
        evaluate = self.pipe(node.pipe)
        if node.pipe.names:
            return _silent(evaluate)
        offset = node.offset

        def run(scope: Scope, dot: Any) -> int:
            value = evaluate(scope, dot)
            if type(value) is not str:
                try:
                    value = NO_VALUE if value is None else text_of(value, scope.budget)
                except TemplateError as error:
                    raise error.at(self.place(offset)) from None
            scope.write(value)
            return NEXT

        return run

    def branching(self, node: n.If) -> Run:
        outside = dict(self.visible)
        arms: list[tuple[Eval | None, Run]] = []
        for branch in node.branches:
            test = self.pipe(branch.pipe) if branch.pipe else None
            arms.append((test, self.body(branch.body)))
        self.visible = outside

        def run(scope: Scope, dot: Any) -> int:
            for test, body in arms:
                if test is None or is_true(test(scope, dot)):
                    return body(scope, dot)
            return NEXT

        return run

    def rebinding(self, node: n.With) -> Run:
        outside = dict(self.visible)
        evaluate = self.pipe(node.pipe)
        body = self.body(node.body)
        orelse = self.body(node.orelse)
        self.visible = outside

        def run(scope: Scope, dot: Any) -> int:
            value = evaluate(scope, dot)
            return body(scope, value) if is_true(value) else orelse(scope, dot)

        return run

    def iterating(self, node: n.Range) -> Run:
        outside = dict(self.visible)
        evaluate = self.pipe(node.pipe)
        slots = [self.visible[name] for name in node.pipe.names if name in self.visible]
        element = slots[-1] if slots else None
        key = slots[0] if len(slots) > 1 else None
        body = self.body(node.body)
        orelse = self.body(node.orelse)
        self.visible = outside
        offset = node.offset

        def run(scope: Scope, dot: Any) -> int:
            value = evaluate(scope, dot)
            try:
                pairs = _pairs(value)
            except TemplateError as error:
                raise error.at(self.place(offset)) from None
            if not pairs:
                return orelse(scope, dot)
            budget, variables = scope.budget, scope.variables
            for position, item in pairs:
                budget.steps -= 1
                if budget.steps < 0:
                    self.spent(scope, offset)
                if element is not None:
                    variables[element] = item
                if key is not None:
                    variables[key] = position
                if body(scope, item) == BREAK:
                    break
            return NEXT

        return run

    def spent(self, scope: Scope, offset: int) -> None:
        try:
            scope.budget.charge(0)
        except TemplateError as error:
            raise error.at(self.place(offset)) from None

    def invoking(self, node: n.Invoke) -> Run:
        evaluate = self.pipe(node.pipe) if node.pipe else None
        name, offset = node.name, node.offset

        def run(scope: Scope, dot: Any) -> int:
            routine = scope.routines.get(name)
            if routine is None:
                message = f"template {name!r} not defined"
                raise TemplateRuntimeError(message, place=self.place(offset))
            self.spent(scope, offset)
            scope.budget.steps -= 1
            limit = scope.budget.limits.calls
            if scope.calls >= limit:
                message = f"templates invoke each other deeper than {limit}; raise Limits.calls"
                raise TemplateLimitError(message, place=self.place(offset))
            scope.call(routine, evaluate(scope, dot) if evaluate else None)
            return NEXT

        return run

    # Pipelines

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
        """What the parser lets pass, as Go's does: a variable assigned outside its block."""
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
        """A field that is given arguments: fields are no methods, here as little as in a map."""
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
        """The value of an operand where any type will do."""
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
        walk = follow if _is_plain(path) else _indexed

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


def _owner(node: n.Field | n.Chain | n.Variable) -> n.Node:
    """The node without the last name of its path."""
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


def _sequence(runs: list[Run]) -> Run:
    if len(runs) == 1:
        return runs[0]

    def run(scope: Scope, dot: Any) -> int:
        for step in runs:
            signal = step(scope, dot)
            if signal:
                return signal
        return NEXT

    return run


def _writing(text: str) -> Run:
    def run(scope: Scope, _dot: Any) -> int:
        scope.write(text)
        return NEXT

    return run


def _silent(evaluate: Eval) -> Run:
    def run(scope: Scope, dot: Any) -> int:
        evaluate(scope, dot)
        return NEXT

    return run


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


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    """What a range goes over: indexes or sorted keys with their elements."""
    if isinstance(value, list | tuple):
        return [(Int(position), item) for position, item in enumerate(value)]
    if isinstance(value, dict):
        return [(key, value[key]) for key in sorted_keys(value)]
    if value is None:
        return []
    raise TemplateRuntimeError(f"range can't iterate over a value of type {type_name(value)}")
