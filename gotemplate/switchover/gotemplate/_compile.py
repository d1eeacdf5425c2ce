"""From a syntax tree to closures, compiled once and run many times.

Source: the evaluation rules of Go's text/template (exec.go), version 1.19, with missingkey=error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import _nodes as n
from ._call import Signature
from ._errors import TemplateError, TemplateLimitError, TemplateRuntimeError
from ._expressions import Expressions, is_plain
from ._kinds import Int, is_true, sorted_keys, type_name
from ._scope import BREAK, CONTINUE, NEXT, Eval, Routine, Run, Scope
from ._text import text_of

__all__ = ["Program", "compile_tree"]

NO_VALUE = "<no value>"


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
            return path if is_plain(path) else None
    return None


class _Compiler(Expressions):
    """Compiles bodies and controls; each body gives back what it declared."""

    def routine(self, body: tuple[n.Node, ...]) -> Routine:
        self.visible, self.slots = {"$": 0}, 1
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
            scope.put(value)
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
            if not pairs:  # as in Go, a break there leaves this range and no outer one
                signal = orelse(scope, dot)
                return NEXT if signal == BREAK else signal
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
        scope.put(text)
        return NEXT

    return run


def _silent(evaluate: Eval) -> Run:
    def run(scope: Scope, dot: Any) -> int:
        evaluate(scope, dot)
        return NEXT

    return run


def _pairs(value: Any) -> list[tuple[Any, Any]]:
    """Give what a range goes over: indexes or sorted keys with their elements."""
    if isinstance(value, list | tuple):
        return [(Int(position), item) for position, item in enumerate(value)]
    if isinstance(value, dict):
        return [(key, value[key]) for key in sorted_keys(value)]
    if value is None:
        return []
    raise TemplateRuntimeError(f"range can't iterate over a value of type {type_name(value)}")
