"""From tokens to a syntax tree.

Source: the grammar of Go's text/template, version 1.19: ``break`` and ``continue`` are known,
``else with`` and a range over a number are not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container
from typing import NoReturn

from . import _nodes as n
from ._constants import number_node
from ._errors import TemplateError, TemplateLimitError, TemplateSyntaxError, place_of
from ._lexer import Token, tokens
from ._limits import Limits
from ._literals import unquote

__all__ = ["parse"]

_LITERALS = (n.Bool, n.Dot, n.Nil, n.Number, n.String)
_Body = tuple[n.Node, ...]


def parse(
    source: str, *, functions: Container[str], name: str = "template", limits: Limits | None = None
) -> n.Tree:
    """Parse a template; Raises TemplateSyntaxError with its position, TemplateLimitError."""
    limits = limits or Limits()
    if len(source) > limits.source:
        raise TemplateLimitError(
            f"the template has {len(source)} characters, more than {limits.source}"
            "; raise Limits.source"
        )
    return _Parser(name, source, functions, limits).parse()


class _Parser:
    def __init__(self, name: str, source: str, functions: Container[str], limits: Limits) -> None:
        self.name = name
        self.source = source
        self.functions = functions
        self.stream = tokens(name, source)
        self.ahead: deque[Token] = deque()
        self.limits = limits
        self.variables = ["$"]
        self.ranges = 0
        self.depth = 0
        self.defined: dict[str, _Body] = {}

    # Tokens

    def peek(self, index: int = 0) -> Token:
        while len(self.ahead) <= index:
            self.ahead.append(next(self.stream))
        return self.ahead[index]

    def next(self) -> Token:
        return self.ahead.popleft() if self.ahead else next(self.stream)

    def fail(self, message: str, token: Token | n.Node) -> NoReturn:
        raise self.placed(TemplateSyntaxError(message), token.offset)

    def placed(self, error: TemplateError, offset: int) -> TemplateError:
        return error.at(place_of(self.name, self.source, offset))

    def unexpected(self, token: Token, context: str) -> NoReturn:
        what = repr(token.value) if token.value else "the end of the template"
        self.fail(f"unexpected {what} in {context}", token)

    def expect(self, kinds: set[str], context: str) -> Token:
        token = self.next()
        if token.kind not in kinds:
            self.unexpected(token, context)
        return token

    def at_keyword(self, *words: str) -> bool:
        token = self.peek()
        return token.kind == "keyword" and token.value in words

    def deeper(self, offset: int) -> None:
        self.depth += 1
        if self.depth > self.limits.nesting:
            error = TemplateLimitError(
                f"the template nests deeper than {self.limits.nesting} levels; raise Limits.nesting"
            )
            raise self.placed(error, offset)

    # Templates and bodies

    def parse(self) -> n.Tree:
        body: list[n.Node] = []
        while self.peek().kind != "eof":
            if self.peek().kind == "left":
                following = self.peek(1)
                if following.kind == "keyword" and following.value == "define":
                    self.definition()
                    continue
            node = self.text_or_action()
            if isinstance(node, Token):
                self.fail(f"unexpected {{{{{node.value}}}}}", node)
            body.append(node)
        return n.Tree(
            name=self.name, source=self.source, body=tuple(body), defined=dict(self.defined)
        )

    def definition(self) -> None:
        self.next()
        self.next()
        token = self.expect({"string", "raw"}, "define clause")
        name = self.unquoted(token)
        self.expect({"right"}, "define clause")
        self.add(name, self.separate("define clause"), token)

    def separate(self, context: str) -> _Body:
        """Give a body of a template of its own: it sees no variable of the one around it."""
        outside, self.variables = self.variables, ["$"]
        ranges, self.ranges = self.ranges, 0
        body, end = self.body()
        if end.value != "end":
            self.fail(f"unexpected {{{{{end.value}}}}} in {context}", end)
        self.variables, self.ranges = outside, ranges
        return body

    def add(self, name: str, body: _Body, token: Token) -> None:
        known = self.defined.get(name)
        if known is None or _is_empty(known):
            self.defined[name] = body
        elif not _is_empty(body):
            self.fail(f"multiple definition of template {name!r}", token)

    def body(self) -> tuple[_Body, Token]:
        """Nodes up to ``end`` or ``else``, and that keyword."""
        nodes: list[n.Node] = []
        self.deeper(self.peek().offset)
        while self.peek().kind != "eof":
            node = self.text_or_action()
            if isinstance(node, Token):
                self.depth -= 1
                return tuple(nodes), node
            nodes.append(node)
        return self.fail("unexpected end of the template: an {{end}} is missing", self.peek())

    def text_or_action(self) -> n.Node | Token:
        token = self.next()
        if token.kind == "text":
            return n.Text(token.offset, token.value)
        if token.kind != "left":
            self.unexpected(token, "input")
        return self.action()

    def action(self) -> n.Node | Token:
        token = self.peek()
        if token.kind == "keyword":
            control = getattr(self, f"on_{token.value}", None)
            if control is not None:
                self.next()
                node: n.Node | Token = control(token)
                return node
        return n.Action(token.offset, self.pipeline("command", "right"))

    # Controls: each is called with its keyword, which is already consumed

    def on_end(self, token: Token) -> Token:
        self.expect({"right"}, "end")
        return token

    def on_else(self, token: Token) -> Token:
        if not self.at_keyword("if"):
            self.expect({"right"}, "else")
        return token

    def on_break(self, token: Token) -> n.Node:
        self.leaves_range(token)
        return n.Break(token.offset)

    def on_continue(self, token: Token) -> n.Node:
        self.leaves_range(token)
        return n.Continue(token.offset)

    def leaves_range(self, token: Token) -> None:
        self.expect({"right"}, f"{{{{{token.value}}}}}")
        if not self.ranges:
            self.fail(f"{{{{{token.value}}}}} outside {{{{range}}}}", token)

    def on_if(self, token: Token) -> n.Node:
        scope = len(self.variables)
        branches: list[n.Branch] = []
        while True:
            pipe = self.pipeline("if", "right")
            body, end = self.body()
            branches.append(n.Branch(pipe.offset, pipe, body))
            if end.value == "else" and self.at_keyword("if"):
                self.next()
                continue
            if end.value == "else":
                branches.append(n.Branch(end.offset, None, self.last_body()))
            break
        del self.variables[scope:]
        return n.If(token.offset, tuple(branches))

    def last_body(self) -> _Body:
        body, end = self.body()
        if end.value != "end":
            self.fail(f"expected {{{{end}}}}; found {{{{{end.value}}}}}", end)
        return body

    def on_with(self, token: Token) -> n.Node:
        scope = len(self.variables)
        pipe = self.pipeline("with", "right")
        body, orelse = self.two_bodies()
        del self.variables[scope:]
        return n.With(token.offset, pipe, body, orelse)

    def on_range(self, token: Token) -> n.Node:
        scope = len(self.variables)
        pipe = self.pipeline("range", "right")
        self.ranges += 1
        body, end = self.body()
        self.ranges -= 1
        orelse = self.last_body_after(end)
        del self.variables[scope:]
        return n.Range(token.offset, pipe, body, orelse)

    def two_bodies(self) -> tuple[_Body, _Body]:
        body, end = self.body()
        return body, self.last_body_after(end)

    def last_body_after(self, end: Token) -> _Body:
        if end.value == "end":
            return ()
        if self.at_keyword("if"):
            self.unexpected(self.peek(), "else of a with or range")
        return self.last_body()

    def on_template(self, token: Token) -> n.Node:
        name = self.unquoted(self.expect({"string", "raw"}, "template clause"))
        if self.peek().kind == "right":
            self.next()
            return n.Invoke(token.offset, name, None)
        return n.Invoke(token.offset, name, self.pipeline("template clause", "right"))

    def on_block(self, token: Token) -> n.Node:
        name = self.unquoted(self.expect({"string", "raw"}, "block clause"))
        pipe = self.pipeline("block clause", "right")
        self.add(name, self.separate("block clause"), token)
        return n.Invoke(token.offset, name, pipe)

    # Pipelines

    def pipeline(self, context: str, end: str) -> n.Pipe:
        offset = self.peek().offset
        names, assigns = self.declarations(context)
        commands: list[n.Command] = []
        while self.peek().kind != end:
            if not self.starts_operand():
                self.unexpected(self.peek(), context)
            commands.append(self.command())
        self.next()
        if not commands:
            self.fail(f"missing value for {context}", _at(offset))
        for stage, command in enumerate(commands[1:], start=2):
            if isinstance(command.args[0], _LITERALS):
                self.fail(f"non executable command in pipeline stage {stage}", command)
        return n.Pipe(offset, tuple(names), assigns, tuple(commands))

    def declarations(self, context: str) -> tuple[list[str], bool]:
        names: list[str] = []
        while self.peek().kind == "variable":
            following = self.peek(1)
            if following.kind in {"declare", "assign"}:
                names.append(self.declare())
                return names, following.kind == "assign"
            if not (following.kind == "other" and following.value == ","):
                break
            names.append(self.declare())
            if context != "range" or len(names) > 1:
                self.fail(f"too many declarations in {context}", following)
            if self.peek().kind not in {"variable", "right", "close"}:
                self.fail("range can only initialize variables", self.peek())
        return names, False

    def declare(self) -> str:
        name = self.next().value
        self.next()
        self.variables.append(name)
        return name

    def starts_operand(self) -> bool:
        token = self.peek()
        if token.kind == "keyword":
            return token.value == "nil"
        return token.kind in {
            "bool", "char", "complex", "dot", "field", "word", "number", "raw", "string",
            "variable", "open",
        }  # fmt: skip

    def command(self) -> n.Command:
        offset = self.peek().offset
        args: list[n.Node] = []
        while True:
            if self.starts_operand():
                args.append(self.operand())
            token = self.peek()
            if token.kind in {"right", "close"}:
                break
            if token.kind == "pipe":
                self.next()
                break
            if not (token.spaced and self.starts_operand()):
                self.unexpected(token, "operand")
        return n.Command(offset, tuple(args))

    def operand(self) -> n.Node:
        node = self.term()
        path: list[str] = []
        while self.peek().kind == "field" and not self.peek().spaced:
            path.append(self.next().value[1:])
        if not path:
            return node
        if isinstance(node, n.Field):
            return n.Field(node.offset, (*node.path, *path))
        if isinstance(node, n.Variable):
            return n.Variable(node.offset, node.name, (*node.path, *path))
        if isinstance(node, _LITERALS):
            self.fail("unexpected . after a literal", node)
        return n.Chain(node.offset, node, tuple(path))

    def term(self) -> n.Node:
        token = self.next()
        match token.kind:
            case "word":
                return self.function(token)
            case "dot":
                return n.Dot(token.offset)
            case "keyword":
                return n.Nil(token.offset)
            case "variable":
                return self.variable(token)
            case "field":
                return n.Field(token.offset, (token.value[1:],))
            case "bool":
                return n.Bool(token.offset, token.value == "true")
            case "string" | "raw":
                return n.String(token.offset, self.unquoted(token))
            case "open":
                return self.parenthesised(token)
            case _:
                return self.number(token)

    def function(self, token: Token) -> n.Node:
        if token.value not in self.functions:
            self.fail(f"function {token.value!r} not defined", token)
        return n.Function(token.offset, token.value)

    def variable(self, token: Token) -> n.Node:
        if token.value not in self.variables:
            self.fail(f"undefined variable {token.value!r}", token)
        return n.Variable(token.offset, token.value, ())

    def parenthesised(self, token: Token) -> n.Node:
        self.deeper(token.offset)
        pipe = self.pipeline("parenthesized pipeline", "close")
        self.depth -= 1
        return pipe

    def unquoted(self, token: Token) -> str:
        try:
            return unquote(token.value)
        except ValueError as error:
            self.fail(str(error), token)

    def number(self, token: Token) -> n.Node:
        try:
            return number_node(token)
        except ValueError as error:
            self.fail(str(error), token)


def _at(offset: int) -> Token:
    return Token("right", "}}", offset)


def _is_empty(body: _Body) -> bool:
    return all(isinstance(node, n.Text) and not node.text.strip() for node in body)
