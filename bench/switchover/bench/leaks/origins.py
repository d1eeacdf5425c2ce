"""Which line of the user's code something comes from."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import cache
from os.path import lexists
from types import FrameType
from typing import Any

from ..launch.leftovers import on_segment
from ..lines import described, is_ours, is_user_file
from .outside import made_path

__all__ = [
    "Audit",
    "Owner",
    "owner_of_name",
    "site_of_frame",
    "site_of_lines",
]

_EVENTS = {
    "open": "path",
    "socket.__new__": "sockets",
    "subprocess.Popen": "children",
    "os.fork": "children",
    "os.posix_spawn": "children",
    "os.mkdir": "path",
    "mmap.__new__": "mappings",
}


class Owner(IntEnum):
    """Whose something is, the one to name first being the least."""

    USER = 0
    NOBODY = 1
    LIBRARY = 2
    STANDARD = 3


class Audit:
    """Notes who opened, connected and spawned, from the interpreter's own audit events."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, str, str]] = Counter()
        self._on = True
        sys.addaudithook(self._hear)  # it cannot be taken away, so it is switched off
        on_segment(lambda name: self._note("segments", name))

    def stop(self) -> None:
        self._on = False

    def sites(self, what: str, wanted: Callable[[str], bool] = bool) -> Counter[str]:
        """Count the events of "sockets", "path" and so on by site, of the names wanted."""
        found: Counter[str] = Counter()
        for (kind, name, site), count in self._seen.items():
            if kind == what and wanted(name):
                found[site] += count
        return found

    def makers(self, wanted: Callable[[str], bool]) -> Counter[str]:
        """Count the files that were made, of the names wanted, by site: each once, however often it
        was made anew, and by who made it last.
        """
        sites = {name: site for kind, name, site in self._seen if kind == "made" and wanted(name)}
        return Counter(sites.values())

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._on and (what := _EVENTS.get(event)):
            name = str(arguments[0]) if what == "path" and arguments else event
            self._note(what, name)
        if self._on and (made := made_path(event, arguments)) and not lexists(made):
            self._note("made", made)

    def _note(self, what: str, name: str) -> None:
        if self._on:
            self._seen[what, name, site_of_frame(sys._getframe(2))] += 1  # noqa: SLF001


def site_of_frame(frame: FrameType | None) -> str:
    """Name the innermost line that is neither the standard library's nor ours, if any."""
    innermost: str | None = None
    while frame is not None:
        code = frame.f_code
        place = described(code.co_filename, frame.f_lineno, code.co_name)
        if innermost is None:
            innermost = "" if is_ours(code.co_filename) else place
        if is_user_file(code.co_filename):
            return place
        frame = frame.f_back
    return innermost or ""


def site_of_lines(lines: Iterable[tuple[str, int]]) -> str:
    """Name the first line, innermost first, that is the user's; else the very first.

    Nothing where the innermost is ours: an argument of a call, which no line of the user made.
    """
    places = list(lines)
    if not places or is_ours(places[0][0]):
        return ""
    place = next((place for place in places if is_user_file(place[0])), places[0])
    return described(*place, _function_at(*place))


def owner_of_name(name: str, module: str) -> Owner:
    """Say whose something is, by the dotted name of what holds it; `module` is the call's own.

    A name without a module (a running frame, nothing at all) may be anybody's.
    """
    top = name.partition(".")[0].partition("(")[0]
    if top and top == module.partition(".")[0]:
        return Owner.USER
    found = sys.modules.get(top)
    if found is None:
        return Owner.NOBODY
    file = getattr(found, "__file__", None) or ""
    if top in sys.stdlib_module_names or not is_user_file(file):
        return Owner.STANDARD
    return Owner.LIBRARY if "site-packages" in file else Owner.USER


@cache
def _function_at(filename: str, line: int) -> str:
    """Find the innermost function whose body holds a line, from the file's syntax tree."""
    import ast
    import linecache

    try:
        tree = ast.parse("".join(linecache.getlines(filename)))
    except SyntaxError:
        return ""
    holding = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    return max(holding, key=lambda node: node.lineno).name if holding else ""
