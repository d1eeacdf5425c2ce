"""Errors as answers: what they say, and in what two of them differ."""

from __future__ import annotations

import builtins
import re
from typing import Any, Final, NamedTuple

from switchover.ground import clip
from switchover.values import Node, show

from ..records import Difference, Failure, Kind
from ..rules import Rulebook
from ..rules.paths import ROOT, Path, written
from .causes import text_causes
from .scalars import SAME
from .showing import MOST_TEXT, WIDTH, difference_at, texts, type_of, whole, window
from .walk import Blind, Walk

__all__ = ["ErrorFinding", "failure", "told"]

MOST_PARTS = 8
"""Attributes named in which two errors differ."""
LONGEST_MESSAGE = 4 * WIDTH


class ErrorFinding(NamedTuple):
    """Two answers of which at least one is an error, with what is said of each."""

    path: Path
    types: tuple[str, str]
    texts: tuple[str | None, str | None]
    kind: Kind = Kind.ERROR
    control: Any = None
    candidate: Any = None

    def control_text(self) -> str | None:
        """Give the whole of what the control said, for patterns."""
        return self.texts[0]

    def candidate_text(self) -> str | None:
        """Give the same of the candidate."""
        return self.texts[1]

    def shown(self) -> Difference:
        """Write it down, each text around the first place that differs."""
        a, b = (text or "<too long to show>" for text in self.texts)
        path, folded = written(self.path)
        shown, at = texts(a, b), difference_at(a, b)
        close, loose = text_causes(a, b)
        return Difference(
            path=path,
            folded=folded,
            kind=self.kind,
            control=_plain(a, shown.control, at),
            candidate=_plain(b, shown.candidate, at),
            control_type=self.types[0],
            candidate_type=self.types[1],
            diff=shown.diff,
            cause=close,
            loose_cause=loose,
        )


def _plain(text: str, quoted: str | None, at: int) -> str | None:
    """Show what can be printed without quotes, long texts around `at`: it is no value."""
    return window(text, at) if text.isprintable() else quoted


def failure(error: Node) -> Failure:
    """Say what an error was, shortened."""
    message = _message(error)
    plain = clip(message, LONGEST_MESSAGE).encode("utf-8", "backslashreplace").decode()
    return Failure(type=error.type, message=plain)


def told(
    a: Any, b: Any, states: tuple[str, ...], path: Path = ROOT
) -> tuple[ErrorFinding | None, list[Blind]]:
    """Return how two answers differ of which at least one is an error; None if they do not.

    Beside it, where they do not, the parts that nothing can compare.
    """
    is_error = [state == "raised" for state in states]
    if not all(is_error):
        said = tuple(
            _text(x) if raised else whole(x) for x, raised in zip((a, b), is_error, strict=True)
        )
        return ErrorFinding(path, (type_of(a), type_of(b)), (said[0], said[1])), []
    walk = Walk(Rulebook(), most=MOST_PARTS)
    walk.run(a, b, ROOT)
    if not (walk.found or walk.truncated):
        return None, walk.blind
    left, right = _text(a), _text(b)
    worded = (left, right) if left != right else None
    is_own = any("message" in (one.fields or {}) for one in (a, b))
    parts = [one for one in walk.found if not _is_said(one, worded, is_own=is_own)]
    parts = parts or ([] if worded else walk.found)
    blind = [f"{where.path}: {where.reason}" for where in walk.blind]
    blind += ["…"] if walk.truncated else []
    mine = _with(left, [f"{_name(one.path)}={one.control}" for one in parts], blind)
    theirs = _with(right, [f"{_name(one.path)}={one.candidate}" for one in parts], blind)
    return ErrorFinding(path, (type_of(a), type_of(b)), (mine, theirs)), []


def _is_said(found: Difference, messages: tuple[str, str] | None, *, is_own: bool) -> bool:
    """Say whether it is what the type and the messages say already, where these differ."""
    if found.path == "$":
        return True
    name, step = _FIRST.match(found.path, 2), found.path[2:]
    if messages is None or name is None:
        return False
    if name[0] == "args":
        if not is_own:
            return True  # what a built-in class says is all of them
        both = zip((found.control, found.candidate), messages, strict=True)
        return all(part is None or part.strip("'\"") in message for part, message in both)
    return step == "message"


_FIRST: Final = re.compile(r"\w+")


def _name(path: str) -> str:
    return path.removeprefix("$").removeprefix(".")


def _with(text: str, parts: list[str], blind: list[str]) -> str:
    return f"{text} [{'; '.join([*parts, *blind])}]" if parts or blind else text


def _text(error: Any) -> str:
    message = _message(error)[:MOST_TEXT]
    return f"{error.type}: {message}" if message else f"{error.type}: "


def _message(error: Node) -> str:
    """Return what `str(error)` gives: as the document has it, or as the built-in class makes it."""
    fields = error.fields or {}
    found = fields.get("message")
    if isinstance(found, str):
        return found
    args = fields.get("args")
    args = tuple(args) if isinstance(args, tuple | list) else ()
    cls = getattr(builtins, error.type, None)
    if isinstance(cls, type) and issubclass(cls, BaseException):
        named = tuple(fields[name] for name in _FILES if name in fields)
        made = _made(cls, (*args, *named) if len(args) == len(_FILES) else args)
        if made is not None:
            return made
    if len(args) == 1 and type(args[0]) in SAME:
        return str(args[0])
    return show(args, LONGEST_MESSAGE) if args else ""


_FILES = ("filename", "filename2")


def _made(cls: type[BaseException], args: tuple[Any, ...]) -> str | None:
    """Let a built-in class word its message; its arguments are plain, so no other code runs."""
    if not all(type(arg) in SAME for arg in args):
        return None
    try:
        return str(cls(*args))
    except Exception:  # noqa: BLE001 - the arguments do not fit the class
        return None
