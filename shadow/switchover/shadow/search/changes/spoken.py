"""Other texts in place of one that speaks a small language: placeholders, dotted paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

from .around import Around

__all__ = ["all_of", "speaks", "spoken", "wholes"]

_SPAN: Final = re.compile(r"\{\{.*?\}\}|\$\{[^{}]*\}|\{[^{}]*\}|%\(\w+\)\w|<%.*?%>", re.DOTALL)
_PATH: Final = re.compile(r"(?<![\w.])(?:[A-Za-z_]\w*)?(?:\.[A-Za-z_][\w-]*)+")
_WORD: Final = re.compile(r"[A-Za-z_][\w-]*")
LONGEST: Final = 2_000
MOST_TEXTS: Final = 60


def speaks(value: str) -> float:
    """Say how much a text speaks a language: for placeholders, a little for dotted paths, or not.

    Returns:
        The share of its changes that are to keep to that language.
    """
    if len(value) > LONGEST:
        return 0.0
    return 0.6 if _SPAN.search(value) else 0.25 if _PATH.search(value) else 0.0


def spoken(value: str, around: Around, random: Random) -> str:
    """Give another text that speaks as this one and those around it do."""
    spans, paths = [*_SPAN.finditer(value)], [*_PATH.finditer(value)]
    kind = random.random()
    if spans and kind < 0.25:
        found = _one(_SPAN, around, random)
        return _put(value, random.choice(spans), found) if found else value
    if paths and kind < 0.9:
        return _put_path(value, random.choice(paths), around, random)
    if spans and kind < 0.95:  # the placeholder alone, or once more
        one = random.choice(spans).group()
        return random.choice((one, f"{value} {one}"))
    others = [one for one in _texts(around, random) if speaks(one)]
    return random.choice(others) if others else value


def wholes(texts: Iterable[str]) -> list[str]:
    """Give, of the paths in placeholders, texts that show all that their first names stand for.

    What only lies somewhere below a name is seen by what shows all of it. The shortest placeholder
    of each name is kept, without what stands around it.
    """
    found = dict[str, str]()
    for span, path in _paths(texts):
        head, first, *_ = path.group().split(".")
        name = head or f".{first}"
        whole = _put(span, path, name)
        if len(whole) < len(found.get(name, whole + " ")):
            found[name] = whole
    return [*found.values()]


def all_of(texts: Iterable[str]) -> list[str]:
    """Give the shortest placeholder whose path is a dot alone: it shows all that one could name.

    Nothing where paths do not begin with a dot.
    """
    found = [_put(span, path, ".") for span, path in _paths(texts) if path.group()[0] == "."]
    return [min(found, key=len)] if found else []


def _paths(texts: Iterable[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """Give the placeholders of texts, each with a path in it."""
    for text in texts:
        for span in _SPAN.findall(text):
            for path in _PATH.finditer(span):
                yield span, path


def _put_path(value: str, found: re.Match[str], around: Around, random: Random) -> str:
    """Make a path shorter, longer, or lead elsewhere."""
    path = found.group()
    head, *rest = path.split(".")
    kind = random.randrange(7)
    if kind == 6 and head:
        head = _word(around, random)
    elif kind in (0, 1):
        other = _one(_PATH, around, random)
        return _put(value, found, other) if other and other.startswith(".") == (not head) else value
    elif kind in (2, 3) and (len(rest) > 1 or not head):
        rest = rest[: random.randrange(0 if not head else 1, len(rest))]
        if not rest:  # the dot alone: all that a path could lead to
            return _put(value, found, ".")
    elif kind == 4 or not rest:
        rest = [*rest, _word(around, random)]
    else:
        spot = random.randrange(len(rest))
        rest = [*rest[:spot], _word(around, random), *rest[spot + 1 :]]
    return _put(value, found, ".".join([head, *rest]))


def _word(around: Around, random: Random) -> str:
    """Give a name that a path may go on with: one of the sources', of answers, of other
    texts, of the call.
    """
    kind = random.randrange(4)
    if kind == 0 and around.facts.names:
        return random.choice(around.facts.names)
    if kind == 3 and around.heard:
        return random.choice(around.heard)
    if kind == 1:
        path = _one(_PATH, around, random)
        if path:
            return random.choice([one for one in path.split(".") if one] or ["x"])
    words = [one for one in around.others(str) if _WORD.fullmatch(one)]
    return random.choice(words or ["x"])


def _one(pattern: re.Pattern[str], around: Around, random: Random) -> str:
    """Give what matches in a text around; empty where nothing does."""
    for text in _texts(around, random):
        found = [one.group() for one in pattern.finditer(text)]
        if found:
            return random.choice(found)
    return ""


def _texts(around: Around, random: Random) -> list[str]:
    known = [*around.others(str), *around.recorded]
    return random.sample(known, min(len(known), MOST_TEXTS))


def _put(value: str, found: re.Match[str], new: str) -> str:
    return value[: found.start()] + new + value[found.end() :]
