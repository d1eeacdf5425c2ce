"""Where a difference lies: paths, how they read, and the patterns that match them.

A path is a chain of plain tuples `(parent, form, value)`: nothing is rendered before a difference
is found, and ten thousand levels need no recursion.
"""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, TypeAlias
from warnings import catch_warnings, simplefilter

from switchover.values import encode
from switchover.values import show as shorten

from ..errors import PatternError

__all__ = [
    "ARGS",
    "FIELD",
    "INDEX",
    "KEY",
    "KWARGS",
    "MEMBER",
    "ROOT",
    "Path",
    "Pattern",
    "chain",
    "fold",
    "literal",
    "place",
    "render",
    "steps",
    "written",
]

Path: TypeAlias = tuple[Any, int, Any]

START: Final = 0
FIELD: Final = 1
INDEX: Final = 2
KEY: Final = 3
MEMBER: Final = 4

ROOT: Final[Path] = (None, START, "$")
ARGS: Final[Path] = (None, START, "$args")
KWARGS: Final[Path] = (None, START, "$kwargs")
LONGEST = 600
LONGEST_KEY = 40
_CUT: Final = "…"
_MARKS: Final = re.compile(r"[\[\]{}'\"\\]")
"""What may begin or end a text or a step."""

_NAME = re.compile(r"[^\W\d]\w*")
_STEP = r"""(?P<deep>\.\.)?(?:
        (?P<dot>\.?)(?P<name>[^\W\d]\w*|\*)
      | \[(?P<index>\d+|\*)\]
      | \[(?P<quote>['"])(?P<text>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)\]
      | \[(?P<by>[^\W\d]\w*=@*?)\](?=[.\[{]|$)
      | \{(?P<key>@*?)\}(?=[.\[{]|$)
    )""".replace("@", r"""(?>'(?:\\[^…]|[^'\\…])*'|"(?:\\[^…]|[^"\\…])*"|.)""")
"""A key ends where another step may begin, and not in a text: it may hold brackets itself."""


def chain(path: Path) -> Iterator[Path]:
    """Go from a path up to the start."""
    node: Any = path
    while node is not None:
        yield node
        node = node[0]


def steps(path: Path) -> list[tuple[int, Any]]:
    """List the steps from the start on."""
    found = [(form, value) for _, form, value in chain(path)]
    found.reverse()
    return found


@lru_cache(maxsize=1024)
def _field(name: str) -> str:
    return f".{name}" if _NAME.fullmatch(name) else f"[{name!r}]"


def _text(form: int, value: Any) -> str:
    if form == START:
        return str(value)
    if form == FIELD:
        return _field(value)
    if form == INDEX:
        return f"[{value}]"
    if form == MEMBER:
        return f"[{value[0]}={_key(value[1])}]"
    return f"{{{_key(value)}}}"


def _key(value: Any) -> str:
    """Write a key; one that is too long keeps its begin, and a digest tells it from its like."""
    text = shorten(value, LONGEST_KEY)
    if _CUT not in text:
        return text
    begin = _MARKS.sub("", text.partition(_CUT)[0])
    return f"{begin}{_CUT}{sha256(encode(value)).hexdigest()[:8]}"


_FOLDED = {INDEX: "[*]", MEMBER: "[*]", KEY: "{*}"}


def _shown(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]}…{text[-half:]}"


def render(path: Path) -> str:
    """Write the path out: `$.user.items[3].price`; a very long one loses its middle."""
    return written(path)[0]


def fold(path: Path) -> str:
    """Write the path with every index and non-text key folded: `$.user.items[*].price`."""
    return written(path)[1]


def written(path: Path) -> tuple[str, str]:
    """Return the path as `render` and as `fold` write it."""
    whole: list[str] = []
    folded: list[str] = []
    node: Any = path
    while node is not None:
        node, form, value = node
        text = _field(value) if form == FIELD else _text(form, value)
        whole.append(text)
        folded.append(_FOLDED.get(form, text))
    return _shown("".join(reversed(whole))), _shown("".join(reversed(folded)))


class Pattern:
    """A path pattern, read once: `$.items[*].price`, `$..updated_at`, `$args[0]`.

    Raises:
        PatternError: It is not one, with the column where reading stopped.
    """

    __slots__ = ("_expression", "_start", "_steps", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._start, self._steps = _read(text)
        self._expression = _compile(text)

    def begun(self, start: Path) -> frozenset[int]:
        """Say how many steps of the pattern are taken where a path starts: none, or it is off."""
        return frozenset({0} if self._start == _step(start[1], start[2]) else ())

    def taken(self, path: Path, before: frozenset[int]) -> frozenset[int]:
        """Say how many may be taken at a path, given how many were before its last step.

        One more than there are: the pattern is met above the path.
        """
        step, last = _step(path[1], path[2]), len(self._steps)
        found = set()
        for at in before:
            if at >= last:
                found.add(last + 1)
                continue
            is_deep, expression = self._steps[at]
            if is_deep:
                found.add(at)
            if expression.fullmatch(step):
                found.add(at + 1)
        return frozenset(found)

    def matches(self, path: Path) -> bool:
        """Say whether the whole path is meant."""
        return self._expression.fullmatch(_subject(path)) is not None

    def covers(self, path: Path) -> bool:
        """Say whether the path or one of its ancestors is meant."""
        return any(self.matches(node) for node in chain(path))


_END = "\x1e"
_HELD = {0x1D: "\x1d0", 0x1E: "\x1d1"}
"""What ends a step, where a name holds it."""
_ANY = f"[^{_END}]*{_END}"


def _step(form: int, value: Any) -> str:
    text = _key(value) if form == KEY else _text(form, value) if form == MEMBER else str(value)
    return f"{form}{text.translate(_HELD)}{_END}"


def _subject(path: Path) -> str:
    return "".join(_step(form, value) for form, value in steps(path))


@lru_cache(maxsize=512)
def _read(text: str) -> tuple[str, list[tuple[bool, re.Pattern[str]]]]:
    """Read a pattern: what it starts with, and each step, with True where others may precede it."""
    start = re.match(r"\$(args|kwargs)?(?![^\W\d])", text)
    if start is None:
        raise PatternError(text, 1, "it must begin with $, $args or $kwargs")
    tokens = _tokens(text, start.end())
    return _step(START, start.group()), [
        (token["deep"] is not None, re.compile(_expression(token), re.DOTALL)) for token in tokens
    ]


@lru_cache(maxsize=512)
def _compile(text: str) -> re.Pattern[str]:
    start, tokens = _read(text)
    parts = [re.escape(start)]
    parts += (f"(?:{_ANY})*" * is_deep + one.pattern for is_deep, one in tokens)
    return re.compile("".join(parts), re.DOTALL)


def _tokens(text: str, at: int) -> Iterator[re.Match[str]]:
    step = re.compile(_STEP, re.VERBOSE | re.DOTALL)  # compiled at the first rule, not at import
    while at < len(text):
        token = step.match(text, at)
        if token is None or (token["name"] and not (token["dot"] or token["deep"])):
            raise PatternError(text, at + 1, f"cannot read {text[at : at + 12]!r}")
        yield token
        at = token.end()


def _expression(token: re.Match[str]) -> str:
    if token["name"]:
        return _ANY if token["name"] == "*" else re.escape(_step(FIELD, token["name"]))
    if token["index"]:
        index = token["index"]
        return f"[{INDEX}{MEMBER}]{_ANY}" if index == "*" else re.escape(_step(INDEX, int(index)))
    if token["by"]:
        return re.escape(f"{MEMBER}[{token['by']}]{_END}")
    if token["key"] is not None:
        return f"{KEY}{_ANY}" if token["key"] == "*" else re.escape(f"{KEY}{token['key']}{_END}")
    return re.escape(_step(FIELD, _unquoted(token)))


def _unquoted(token: re.Match[str]) -> str:
    quote = token["quote"]
    try:
        return str(literal(f"{quote}{token['text']}{quote}"))
    except ValueError as error:
        problem = f"cannot read {token.group()!r}; a backslash is written twice"
        raise PatternError(token.string, token.start() + 1, problem) from error


def literal(text: str) -> Any:
    """Read a literal of Python.

    Raises:
        ValueError: It is none, or has an escape that stands for nothing.
    """
    with catch_warnings():
        simplefilter("error")  # of such an escape Python only warns
        try:
            return literal_eval(text)
        except (SyntaxError, MemoryError, RecursionError, Warning) as error:
            raise ValueError(str(error)) from error


def place(text: str) -> tuple[str, list[tuple[int, str | int]]]:
    """Read a path of plain steps, as a condition names a place in an input: its start, its steps.

    Raises:
        PatternError: It is no path, or has steps that stand for many places.
    """
    start = re.match(r"\$(args|kwargs)(?![^\W\d])", text)
    if start is None:
        raise PatternError(text, 1, "it must begin with $args or $kwargs")
    found: list[tuple[int, str | int]] = []
    for token in _tokens(text, start.end()):
        is_many = token["deep"] or "*" in (token["name"], token["index"], token["key"])
        if is_many or token["by"] or token["key"] is not None:
            raise PatternError(text, token.start() + 1, "it must lead to one place by plain steps")
        if token["index"]:
            found.append((INDEX, int(token["index"])))
        else:
            found.append((FIELD, token["name"] or _unquoted(token)))
    if found and (found[0][0] == INDEX) != (start[1] == "args"):
        problem = "an argument is named by its place, $args[0], or by its name, $kwargs.page"
        raise PatternError(text, start.end() + 1, problem)
    return start.group(), found
