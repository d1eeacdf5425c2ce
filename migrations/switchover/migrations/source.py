"""The places that inputs come from: lines of a file, files of a folder, items of an iterable."""

from __future__ import annotations

import atexit
import base64
import codecs
import io
import json
import pickle
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NamedTuple

from switchover.ground import near, not_utf8, shorten
from switchover.ground.written import Position, Problem, unwanted
from switchover.values import Node, ReadingError, RebuildError, from_text, rebuild

from .corpus import Call
from .problem import InputError

__all__ = ["BEGINNING", "Folder", "Items", "LinePlace", "Lines", "spooled", "standard_input"]

SHAPE = 'each line is {"args": [...], "kwargs": {...}}; with raw, the line itself is the argument'
ALLOW = "if it is harmless to make, name it: --class module:Name, or classes in a plan"
REMADE = "record again with the version of the class that is there, or leave the line out"
FIELDS = ("args", "kwargs")
RECORDED = ("returned", "raised", "after", "others", "seconds", "site", "weight", "pickle")
"""What a recording adds to the input of a line."""
MOST_CALLS = 1e15
"""What a line may stand for: floats count so many calls exactly."""
TAGS = ('"$', '"\\u0024')
"""A line that holds one of these may have tags for what JSON lacks, as `to_text` writes them."""


class LinePlace(NamedTuple):
    """Where a line begins: after how many bytes of its file, and its number."""

    offset: int
    number: int


BEGINNING = LinePlace(0, 1)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a UTF-8 file, each a call; with `raw`, each its only argument as text.

    Blank lines are no input unless `raw`. A line ends at a line feed; a carriage return before it
    belongs to the end.
    """

    path: Path
    raw: bool = False
    label: str | None = None
    classes: Mapping[str, type] = field(default_factory=dict)
    """The classes that a line may make, by qualified name, beside those of the standard library."""
    pickles: bool = False
    """Whether inputs that were recorded as pickles are read, which can run any code."""

    @property
    def name(self) -> str:
        """The file's path as it was given."""
        return self.label or str(self.path)

    def read(self) -> Iterator[Call | Problem]:
        """Yield each line's call, or the problem with that line."""
        return self.read_from(BEGINNING)

    def read_from(self, place: LinePlace) -> Iterator[Call | Problem]:
        """Yield the call of each line from this place on, or the problem with that line."""
        for (_, number), body in self.lines(place):
            yield body if isinstance(body, Problem) else self.call(body, number)

    def weighed(self) -> Iterator[tuple[Call, float] | Problem]:
        """Yield each line's call with the weight that the line gives it, 1 where it gives none."""
        for (_, number), body in self.lines():
            read = body if isinstance(body, Problem) else self._read(body, number)
            yield read if isinstance(read, Problem) else (read[0], read[1].get("weight", 1))

    def lines(self, place: LinePlace = BEGINNING) -> Iterator[tuple[LinePlace, bytes | Problem]]:
        """Yield each line that is an input with its place, not looked at any further."""
        offset, number = place
        with _opened(self.path, self.name) as file:
            file.seek(offset)
            for line in file:
                here, number = LinePlace(offset, number), number + 1
                offset += len(line)
                if here == BEGINNING:
                    if other := not_utf8(line, marked=self.raw):
                        yield here, unwanted(self.name, *other)
                        return
                    line = line.removeprefix(codecs.BOM_UTF8)  # noqa: PLW2901 - no part of the text
                body = line.removesuffix(b"\n").removesuffix(b"\r")
                if body.strip() or self.raw:
                    yield here, body

    def answered(self) -> Iterator[tuple[Call, Mapping[str, Any]]]:
        """Yield each call with its line as a tree: with what a recording kept of the answer."""
        for (_, number), body in () if self.raw else self.lines():
            read = body if isinstance(body, Problem) else self._read(body, number)
            if not isinstance(read, Problem):
                yield read

    def texts(self) -> Iterator[str]:
        """Yield the text of each line that is a call."""
        for (_, number), body in self.lines():
            if not isinstance(body, Problem) and not isinstance(self.call(body, number), Problem):
                yield body.decode()

    def call(self, body: bytes, number: int) -> Call | Problem:
        """Read one line."""
        read = self._read(body, number)
        return read if isinstance(read, Problem) else read[0]

    def _read(self, body: bytes, number: int) -> tuple[Call, Mapping[str, Any]] | Problem:
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            what = f"not UTF-8 text: {error.reason}"
            value = f"byte 0x{body[error.start]:02x}"
            return Problem(
                message=what, position=Position(self.name, number, error.start + 1), shown=value
            )
        return (((text,), {}), {}) if self.raw else self._decoded(text, number)

    def _decoded(self, text: str, number: int) -> tuple[Call, Mapping[str, Any]] | Problem:
        try:
            has_tags = any(tag in text for tag in TAGS)
            if not has_tags:
                record = from_text(text, most_characters=len(text), bare=True)
            else:
                record = from_text(text, bare=True)
                if isinstance(record, dict):  # what was answered needs no class of its own
                    record |= rebuild(_asked(record), self.classes)
        except ReadingError as error:
            return self._unread(error, text, number)
        except RebuildError as error:
            remedy = ALLOW if error.forbidden else REMADE
            return self._problem(str(error), text, number, remedy=remedy)
        wrong = misshaped(record)
        if wrong:
            return self._problem(wrong, text, number)
        if "pickle" in record:
            call = self._unpickled(record["pickle"], text, number)
            return call if isinstance(call, Problem) else (call, record)
        return (tuple(record.get("args", ())), record.get("kwargs", {})), record

    def _unread(self, error: ReadingError, text: str, number: int) -> Problem:
        try:
            json.loads(text)
        except json.JSONDecodeError as wrong:
            return self._problem(f"not JSON: {wrong.msg}", text, number, column=wrong.colno)
        except (RecursionError, ValueError) as wrong:
            return self._problem(f"not usable JSON: {wrong}", text, number)
        what = str(error).partition(": ")[2] or str(error)
        return self._problem(what, text, number, column=error.column or 0)

    def _unpickled(self, pickled: object, text: str, number: int) -> Call | Problem:
        if not self.pickles:
            what = "the input is a pickle, and reading one can run any code"
            remedy = "if you trust who recorded it, allow pickles (--pickles)"
            return Problem(message=what, position=Position(self.name, number), remedy=remedy)
        try:
            args, kwargs = pickle.loads(base64.b64decode(str(pickled), validate=True))  # noqa: S301
            return tuple(args), dict(kwargs)
        except Exception as error:  # noqa: BLE001 - a pickle may raise anything
            what = f"the pickle cannot be read: {type(error).__name__}: {error}"
            return self._problem(what, text, number)

    def _problem(
        self,
        what: str,
        text: str,
        number: int,
        *,
        column: int = 0,
        remedy: str | None = None,
    ) -> Problem:
        return Problem(
            message=what,
            position=Position(self.name, number, column),
            shown=shorten(text),
            remedy=remedy or SHAPE,
        )


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of a folder and its subfolders, by name; each file's text is the only argument."""

    path: Path
    glob: str = "*"
    label: str | None = None

    @property
    def name(self) -> str:
        """The folder's path as it was given."""
        return self.label or str(self.path)

    def files(self) -> list[Path]:
        """List the files, hidden ones left out, in one order on every machine."""
        try:
            found = [path for path in self.path.rglob(self.glob) if path.is_file()]
        except (ValueError, NotImplementedError) as error:
            what = f"{self.glob!r} is no pattern for files of a folder: {error}"
            raise InputError([Problem(message=what, position=Position(self.name))]) from error
        visible = (p for p in found if not _hidden(p.relative_to(self.path)))
        return sorted(visible, key=lambda path: path.relative_to(self.path).as_posix())

    def read(self) -> Iterator[Call | Problem]:
        """Yield each file's text as a call, or the problem with that file."""
        for path in self.files():
            try:
                content = path.read_bytes()
                if other := not_utf8(content, marked=True):
                    yield unwanted(str(path), *other)
                else:
                    yield (content.removeprefix(codecs.BOM_UTF8).decode(),), {}
            except UnicodeDecodeError as error:
                yield Problem(
                    message=f"not UTF-8 text: {error.reason}", position=Position(str(path), 1)
                )
            except OSError as error:
                yield Problem(
                    message=f"cannot be read: {error.strerror}", position=Position(str(path))
                )


@dataclass(frozen=True, slots=True)
class Items:
    """The items of an iterable, each `(args, kwargs)`; with `raw`, each the only argument.

    `iterable` may also be a function that returns one: it is called for every reading, which is
    how a generator is read twice.
    """

    name: str
    iterable: Iterable[Any] | Callable[[], Iterable[Any]]
    raw: bool = False

    def read(self) -> Iterator[Call | Problem]:
        """Yield each item's call, or the problem with that item."""
        for item in self.weighed():
            yield item if isinstance(item, Problem) else item[0]

    def weighed(self) -> Iterator[tuple[Call, float] | Problem]:
        """Yield each item's call with the weight that a mapping gives it, 1 where none does."""
        for index, item in enumerate(self._opened()):
            call = ((item,), {}) if self.raw else self._call(item, index)
            has = isinstance(item, Mapping) and not self.raw
            weight = item.get("weight", 1) if has else 1
            yield call if isinstance(call, Problem) else (call, weight)

    def _opened(self) -> Iterable[Any]:
        found: object = self.iterable() if callable(self.iterable) else self.iterable
        if isinstance(found, Iterable) and not (
            found is self.iterable and isinstance(found, Iterator)
        ):
            return found
        once = isinstance(found, Iterator)
        what = "can be read only once" if once else "is no iterable of inputs"
        remedy = "name a list, or a function that returns a new iterable each time"
        raise InputError(
            [
                Problem(
                    message=what, position=Position(self.name), shown=shorten(found), remedy=remedy
                )
            ]
        )

    def _call(self, item: Any, index: int) -> Call | Problem:
        match item:
            case (list() | tuple() as args, Mapping() as kwargs) if all(
                isinstance(key, str) for key in kwargs
            ):
                return tuple(args), dict(kwargs)
            case Mapping() if not misshaped(item):
                return tuple(item.get("args", ())), dict(item.get("kwargs", {}))
        return Problem(
            message=f"item {index} is no call",
            position=Position(self.name),
            shown=shorten(item),
            remedy="give (args, kwargs); with raw, each item itself is the argument",
        )


def spooled(stream: IO[bytes], *, raw: bool, label: str = "<stdin>") -> Lines:
    """Keep a stream in a temporary file until the process ends, so that it can be read again."""
    with tempfile.NamedTemporaryFile(prefix="switchover-", suffix=".jsonl", delete=False) as file:
        shutil.copyfileobj(stream, file)
    kept = Path(file.name)
    _SPOOLED.append(kept)
    return Lines(kept, raw=raw, label=label)


_SPOOLED: list[Path] = []


@atexit.register
def remove_spooled() -> None:
    """Remove what was kept of streams; a process that ends by its own hand calls it itself."""
    while _SPOOLED:
        _SPOOLED.pop().unlink(missing_ok=True)


def standard_input() -> IO[bytes]:
    """Return standard input as bytes; text put in its place by a test is encoded."""
    buffer = getattr(sys.stdin, "buffer", None)
    return buffer if buffer is not None else io.BytesIO(sys.stdin.read().encode())


def misshaped(record: object) -> str | None:
    """Say what keeps a decoded record from being a call, if anything does."""
    if not isinstance(record, Mapping):
        return f"expected an object with args and kwargs, found {_kind(record)}"
    for key in record:
        if key not in FIELDS and key not in RECORDED:
            hint = near(str(key), FIELDS)
            return f"unknown key {key!r}" + (f" ({hint})" if hint else "")
    if not any(key in record for key in (*FIELDS, "pickle")):
        return "neither args nor kwargs"
    if not isinstance(record.get("args", []), list | tuple):
        return f"args must be a list, found {_kind(record['args'])}"
    if not isinstance(record.get("kwargs", {}), Mapping):
        return f"kwargs must be an object, found {_kind(record['kwargs'])}"
    unnamed = [key for key in record.get("kwargs", ()) if not isinstance(key, str)]
    if unnamed:
        return f"the keys of kwargs must be texts, found {shorten(unnamed[0])}"
    weight = record.get("weight", 1)
    if type(weight) not in (int, float) or not 0 <= weight <= MOST_CALLS:
        return f"weight must be a number of 0 or more, 1e15 at most, found {shorten(weight)}"
    return _misanswered(record)


def _misanswered(record: Mapping[str, Any]) -> str | None:
    """Say what keeps the answers of a decoded record from being answers, if anything does."""
    others = record.get("others", ())
    if not isinstance(others, list | tuple) or not all(
        isinstance(one, Mapping) and ("returned" in one or "raised" in one) for one in others
    ):
        return "others must be a list of objects with returned or raised"
    for one in (record, *others):
        if "returned" in one and "raised" in one:
            return "returned and raised stand in one answer; a call does one of the two"
        if "raised" in one and not isinstance(one["raised"], BaseException | Node):
            return (
                "raised must be an error as recorded, such as "
                '{"$object": {"type": "ValueError", "fields": {"args": {"$tuple": ["why"]}}}}'
            )
        after = one.get("after", {})
        if (
            not isinstance(after, Mapping)
            or not isinstance(after.get("args", ()), list | tuple)
            or not isinstance(after.get("kwargs", {}), Mapping)
        ):
            return "after must be an object with args, a list, and kwargs, an object"
    return None


def _asked(record: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a line holds of the input."""
    return {key: record[key] for key in FIELDS if key in record}


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number" if isinstance(value, int | float) else "a value")


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _opened(path: Path, name: str) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise InputError(
            [Problem(message=f"cannot be read: {error.strerror}", position=Position(name))]
        ) from error
