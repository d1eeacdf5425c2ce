"""Chunks in a database: every statement once, for SQLite and PostgreSQL."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

from .chunk import Chunk, Claimed
from .protocol import ChunkResult, Standing

__all__ = ["ChunkDatabase", "Row", "Transaction"]

R = TypeVar("R")
Row = tuple[Any, ...]
Transaction = Callable[..., list[Row]]
"""Does one statement with its values, and gives the rows that it returns."""

AT_ONCE: Final = 8
"""Results that are fetched at once."""

OPEN: Final = "INSERT INTO works (work, job, inputs) VALUES (?, ?, ?)"
FORGET: Final = ("DELETE FROM chunks WHERE work = ?", "DELETE FROM works WHERE work = ?")
PUT: Final = "INSERT INTO chunks (work, first, count, losses) VALUES (?, ?, ?, ?)"
STANDING: Final = (
    "SELECT job, inputs, is_over,"
    " (SELECT coalesce(sum(count), 0) FROM chunks WHERE work = ? AND body IS NOT NULL),"
    " (SELECT count(*) FROM chunks WHERE work = ? AND body IS NULL AND held_until > {now})"
    " FROM works WHERE work = ?"
)
CLAIM: Final = (
    "UPDATE chunks SET token = token + 1, held_until = {now} + ?,"
    " losses = losses + CASE WHEN held_until > 0 THEN 1 ELSE 0 END"
    " WHERE work = ? AND first = (SELECT first FROM chunks"
    " WHERE work = ? AND body IS NULL AND held_until <= {now} ORDER BY first LIMIT 1 {skipping})"
    " RETURNING first, count, token, losses"
)
HELD: Final = " WHERE work = ? AND first = ? AND token = ? AND body IS NULL RETURNING first"
RENEW: Final = "UPDATE chunks SET held_until = {now} + ?" + HELD  # noqa: S608 - both are constants
FINISH: Final = "UPDATE chunks SET count = ?, body = ?, held_until = 0" + HELD  # noqa: S608 - both are constants
GIVE_BACK: Final = "UPDATE chunks SET held_until = 0, losses = losses + ?" + HELD  # noqa: S608 - both are constants
SPLIT: Final = "UPDATE chunks SET held_until = 0, token = token + 1, count = ?, losses = ?" + HELD  # noqa: S608 - both are constants
IS_DONE: Final = (
    "SELECT 1 FROM chunks WHERE work = ? AND first = ? AND token = ? AND count = ?"
    " AND body IS NOT NULL"
)
KEEP: Final = (
    "INSERT INTO chunks (work, first, count, token, body) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (work, first) DO UPDATE SET count = excluded.count, token = excluded.token,"
    " body = excluded.body WHERE excluded.token > chunks.token"
)
RESULTS: Final = (
    "SELECT first, count, token, body FROM chunks"
    " WHERE work = ? AND first > ? AND body IS NOT NULL ORDER BY first LIMIT ?"
)
END: Final = ("DELETE FROM chunks WHERE work = ?", "UPDATE works SET is_over = TRUE WHERE work = ?")


class ChunkDatabase(ABC):
    """What both databases do alike: a `ChunkStore`."""

    @abstractmethod
    def _within(self, work: Callable[[Transaction], R]) -> R:
        """Do some statements as one transaction; again, where the database was away meanwhile."""

    def open(self, work: str, job: bytes, inputs: int, chunks: Sequence[Chunk]) -> None:
        def begin(do: Transaction) -> None:
            for statement in FORGET:
                do(statement, work)
            do(OPEN, work, job, inputs)
            for chunk in chunks:
                do(PUT, work, chunk.first, chunk.inputs, 0)

        self._within(begin)

    def standing(self, work: str) -> Standing | None:
        found = self._within(lambda do: do(STANDING, work, work, work))
        if not found:
            return None
        job, inputs, is_over, done, held = found[0]
        return Standing(bytes(job), inputs, int(done), held, bool(is_over))

    def claim(self, work: str, *, lease_s: float) -> Claimed | None:
        found = self._within(lambda do: do(CLAIM, lease_s, work, work))
        if not found:
            return None
        first, count, token, losses = found[0]
        return Claimed(Chunk(first, count), token, losses)

    def renew(self, work: str, claimed: Claimed, *, lease_s: float) -> bool:
        return bool(self._within(lambda do: do(RENEW, lease_s, *_key(work, claimed))))

    def finish(self, work: str, claimed: Claimed, done: int, body: bytes) -> bool:
        chunk = claimed.chunk

        def end(do: Transaction) -> bool:
            if not do(FINISH, done, body, *_key(work, claimed)):
                # Perhaps it was done, and the connection broke before that was said.
                return bool(do(IS_DONE, *_key(work, claimed), done))
            if done < chunk.inputs:
                do(PUT, work, chunk.first + done, chunk.inputs - done, 0)
            return True

        return self._within(end)

    def give_back(self, work: str, claimed: Claimed, *, lost: bool) -> None:
        self._within(lambda do: do(GIVE_BACK, int(lost), *_key(work, claimed)))

    def split(self, work: str, claimed: Claimed, parts: Sequence[tuple[Chunk, int]]) -> None:
        (head, losses), *others = parts

        def divide(do: Transaction) -> None:
            if do(SPLIT, head.inputs, losses, *_key(work, claimed)):
                for chunk, lost in others:
                    do(PUT, work, chunk.first, chunk.inputs, lost)

        self._within(divide)

    def keep(self, work: str, result: ChunkResult) -> None:
        (first, count), token, body = result
        self._within(lambda do: do(KEEP, work, first, count, token, body))

    def results(self, work: str) -> Iterator[ChunkResult]:
        last = -1
        while found := self._results(work, last):
            for first, count, token, body in found:
                last = first
                yield ChunkResult(Chunk(first, count), token, bytes(body))

    def _results(self, work: str, after: int) -> list[Row]:
        return self._within(lambda do: do(RESULTS, work, after, AT_ONCE))

    def end(self, work: str) -> None:
        def over(do: Transaction) -> None:
            for statement in END:
                do(statement, work)

        self._within(over)


def _key(work: str, claimed: Claimed) -> tuple[str, int, int]:
    return work, claimed.chunk.first, claimed.token
