"""Where the inputs of a corpus lie, so that a chunk of them is read without those before it."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from switchover.engine.chunks import Chunk
from switchover.ground.written import Problem
from switchover.values import encode

from ..corpus import Call, Corpus, Source
from ..problem import InputError
from ..source import BEGINNING, LinePlace, Lines

__all__ = ["Reader", "Waymark", "Waymarks", "file_states", "surveyed"]

EVERY = 500
"""Inputs from one place that is kept to the next."""


class Waymark(NamedTuple):
    """A place in a corpus.

    Attributes:
        input: the number of the one that begins here.
        source: which source of the corpus it is in.
        line: where in it, if the source has lines; else its beginning.
    """

    input: int
    source: int
    line: LinePlace


class Waymarks(NamedTuple):
    """What one reading of a corpus brings.

    Attributes:
        inputs: how many there are.
        digest: of all of them, in hexadecimal digits.
        marks: places of some of them.
    """

    inputs: int
    digest: str
    marks: tuple[Waymark, ...]

    def before(self, index: int) -> Waymark:
        """Give the last known place that is not behind an input."""
        at = bisect_right(self.marks, index, key=lambda mark: mark.input)
        return self.marks[max(0, at - 1)]


def surveyed(corpus: Corpus) -> Waymarks:
    """Read a corpus once: lines as they are, anything else as documents.

    Raises:
        InputError: it is malformed.
    """
    digest, marks, index = blake2b(digest_size=16), list[Waymark](), 0
    for number, source in enumerate(corpus.sources):
        digest.update(f"\0{number}\0{type(source).__name__}\0".encode())
        marks.append(Waymark(index, number, BEGINNING))
        found = _lines(source, corpus) if isinstance(source, Lines) else _others(source, corpus)
        for line, body in found:
            if index - marks[-1].input >= EVERY and line != BEGINNING:
                marks.append(Waymark(index, number, line))
            digest.update(len(body).to_bytes(8, "big"))
            digest.update(body)
            index += 1
    return Waymarks(index, digest.hexdigest(), tuple(marks) or (Waymark(0, 0, BEGINNING),))


def _lines(source: Lines, corpus: Corpus) -> Iterator[tuple[LinePlace, bytes]]:
    for place, body in source.lines():
        if isinstance(body, Problem):
            continue
        if corpus.skip_malformed and isinstance(source.call(body, place.number), Problem):
            continue
        yield place, body


def _others(source: Source, corpus: Corpus) -> Iterator[tuple[LinePlace, bytes]]:
    for call in source.read():
        if not isinstance(call, Problem):
            yield BEGINNING, encode(call)
        elif not corpus.skip_malformed:
            raise InputError([call])


class Reader:
    """Gives the inputs of chunks; it goes on where it stands, where that is nearer."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._at = 0
        self._rest: Iterator[Call] = iter(())

    def chunk(self, chunk: Chunk, mark: Waymark) -> Iterator[Call]:
        """Stream the inputs of a chunk, from a place that is not behind it."""
        if not mark.input <= self._at <= chunk.first or self._at == 0:
            self._at, self._rest = mark.input, self._from(mark)
        for _ in islice(self._rest, chunk.first - self._at):
            self._at += 1
        for call in islice(self._rest, chunk.inputs):
            self._at += 1
            yield call

    def _from(self, mark: Waymark) -> Iterator[Call]:
        for number, source in enumerate(self._corpus.sources[mark.source :]):
            if isinstance(source, Lines):
                items = source.read_from(mark.line if number == 0 else BEGINNING)
            else:
                items = source.read()
            for item in items:
                if not isinstance(item, Problem):
                    yield item
                elif not self._corpus.skip_malformed:
                    raise InputError([item])


def file_states(corpus: Corpus) -> tuple[tuple[int, int], ...]:
    """Size and time of the files with lines: a file that changed would be another corpus."""
    found = [os.stat(source.path) for source in corpus.sources if isinstance(source, Lines)]  # noqa: PTH116
    return tuple((state.st_size, state.st_mtime_ns) for state in found)
