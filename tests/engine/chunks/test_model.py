"""A store of chunks against a model of a few lines: whoever claims, loses, renews, splits and comes late."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.chunks import (
    Chunk,
    ChunkResult,
    ChunkStoreError,
    Claimed,
    halves,
    open_chunks,
    planned,
)

LONG, OVER = 1000.0, 0.0


@dataclass
class Model:
    """Chunks by their first input: size, losses, token, whether held, whether its time is over, and the result."""

    inputs: int
    chunks: dict = field(default_factory=dict)

    def put(self, chunk, losses=0):
        self.chunks[chunk.first] = [chunk.inputs, losses, 0, False, False, None]

    def claim(self, is_short):
        for first in sorted(self.chunks):
            size, losses, token, held, over, body = self.chunks[first]
            if body is None and (not held or over):
                self.chunks[first][1:5] = [losses + held, token + 1, True, is_short]
                return Claimed(Chunk(first, size), token + 1, losses + held)
        return None

    def holds(self, claimed):
        known = self.chunks.get(claimed.chunk.first)
        return known is not None and known[2] == claimed.token and known[5] is None

    def renew(self, claimed):
        if not self.holds(claimed):
            return False
        self.chunks[claimed.chunk.first][3:5] = [True, False]
        return True

    def finish(self, claimed, done, body):
        first, size = claimed.chunk
        if not self.holds(claimed):
            known = self.chunks.get(first)
            return known is not None and known[2] == claimed.token and known[0] == done
        self.chunks[first][0], self.chunks[first][3], self.chunks[first][5] = done, False, body
        if done < size:
            self.put(Chunk(first + done, size - done))
        return True

    def give_back(self, claimed, lost):
        if self.holds(claimed):
            self.chunks[claimed.chunk.first][1] += lost
            self.chunks[claimed.chunk.first][3:5] = [False, False]

    def split(self, claimed):
        if self.holds(claimed) and claimed.chunk.inputs > 1:
            (head, lost), (tail, other) = halves(claimed)
            known = self.chunks[head.first]
            known[0], known[1], known[2], known[3] = head.inputs, lost, known[2] + 1, False
            self.put(tail, other)

    def results(self):
        return [
            (first, known[0], known[5])
            for first, known in sorted(self.chunks.items())
            if known[5] is not None
        ]


STEPS = st.lists(
    st.tuples(st.sampled_from(["claim", "claim", "expire", "renew", "finish", "some", "back", "lost", "split", "again"]), st.integers(0, 9)), max_size=18
)  # fmt: skip


@given(st.integers(0, 12), st.integers(1, 5), STEPS)
@settings(max_examples=20)
def test_a_file_does_what_the_model_says(inputs, size, steps):
    """Each input is in one chunk at any time, and each result counts once, whatever comes late."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:{Path(folder) / 'c.db'}"
        store, model, held = open_chunks(address), Model(inputs), []
        store.open("w", b"job", inputs, [*planned(inputs, size)])
        for chunk in planned(inputs, size):
            model.put(chunk)
        try:
            for number, (what, which) in enumerate(steps):
                claimed = held[which % len(held)] if held else None
                if what in ("claim", "expire"):
                    is_short = what == "expire"
                    found = store.claim("w", lease_s=OVER if is_short else LONG)
                    assert found == model.claim(is_short)
                    held += [found] if found else []
                elif what == "again":
                    store.close()
                    store = open_chunks(address)
                elif claimed is not None:
                    acted(store, model, claimed, what, str(number).encode())
                seen(store, model, inputs)
        finally:
            store.close()


def acted(store, model, claimed, what, body):
    if what == "renew":
        assert store.renew("w", claimed, lease_s=LONG) == model.renew(claimed)
    elif what in ("finish", "some"):
        done = claimed.chunk.inputs if what == "finish" else max(claimed.chunk.inputs - 1, 1)
        assert store.finish("w", claimed, done, body) == model.finish(claimed, done, body)
    elif what == "split":
        if claimed.chunk.inputs > 1:
            store.split("w", claimed, halves(claimed))
            model.split(claimed)
    else:
        store.give_back("w", claimed, lost=what == "lost")
        model.give_back(claimed, what == "lost")


def seen(store, model, inputs):
    results = [(one.chunk.first, one.chunk.inputs, one.body) for one in store.results("w")]
    assert results == model.results()
    at = 0
    for first in sorted(model.chunks):
        assert first == at
        at += model.chunks[first][0]
    assert at == inputs
    standing = store.standing("w")
    assert standing[:3] == (b"job", inputs, sum(size for _, size, _ in results))
    assert standing.is_open == (standing.done < inputs)
    assert standing.held == sum(
        known[3] and not known[4] and known[5] is None for known in model.chunks.values()
    )


@pytest.fixture
def store(tmp_path):
    store = open_chunks(f"sqlite:{tmp_path / 'c.db'}")
    yield store
    store.close()


@pytest.mark.parametrize(
    "work", ["w", "", " ", "ü", "日本", "a/b", "%", "'; DROP TABLE chunks; --", "x" * 1000]
)
def test_any_name_is_a_work_of_its_own(store, work):
    """By every letter of it."""
    for other in ("W", "w ", "_"):
        store.open(other, b"other", 1, [Chunk(0, 1)])
    store.open(work, b"\0\xff", 2, [Chunk(0, 2)])
    assert store.standing(work)[:2] == (b"\0\xff", 2)
    claimed = store.claim(work, lease_s=LONG)
    assert store.finish(work, claimed, 2, b"")
    assert [one.body for one in store.results(work)] == [b""]
    store.end(work)
    assert store.standing(work).is_over
    assert [*store.results(work)] == []
    assert store.standing("W").done == 0


@pytest.mark.parametrize("inputs", [0, 1, 10**12])
def test_a_work_of_any_size_is_a_work(store, inputs):
    chunks = [Chunk(0, inputs)] if inputs else []
    store.open("w", b"", inputs, chunks)
    assert store.standing("w").is_open == bool(inputs)
    assert (store.claim("w", lease_s=LONG) is None) == (not inputs)


def test_a_work_that_is_opened_anew_knows_nothing_of_the_old_one(store):
    """Not even who held a chunk of it."""
    store.open("w", b"one", 2, [Chunk(0, 2)])
    claimed = store.claim("w", lease_s=LONG)
    store.open("w", b"two", 2, [Chunk(0, 2)])
    assert not store.finish("w", claimed, 2, b"late")
    assert not store.renew("w", claimed, lease_s=LONG)
    again = store.claim("w", lease_s=LONG)
    assert (again.chunk, again.losses) == (Chunk(0, 2), 0)
    assert store.standing("w").job == b"two"


UNKNOWN = Claimed(Chunk(0, 1), 1)


def test_what_is_asked_of_a_work_that_is_not_there_is_nothing(store):
    assert store.standing("w") is None
    assert store.claim("w", lease_s=LONG) is None
    assert not store.renew("w", UNKNOWN, lease_s=LONG)
    assert not store.finish("w", UNKNOWN, 1, b"")
    store.give_back("w", UNKNOWN, lost=True)
    store.split("w", Claimed(Chunk(0, 2), 1), halves(Claimed(Chunk(0, 2), 1)))
    store.end("w")
    assert [*store.results("w")] == []
    assert store.standing("w") is None


TOKENS = [([1, 2, 3], 3), ([3, 2, 1], 3), ([2, 2], 2), ([1], 1), ([5, 1, 5], 5)]


@pytest.mark.parametrize(("tokens", "kept"), TOKENS, ids=str)
def test_of_results_that_come_in_any_order_the_latest_is_kept(store, tokens, kept):
    """The first of two that are as late: it was acknowledged."""
    store.open("w", b"", 3, [])
    for number, token in enumerate(tokens):
        store.keep("w", ChunkResult(Chunk(0, 3), token, f"{token}.{number}".encode()))
    (one,) = store.results("w")
    assert (one.token, one.body) == (kept, f"{kept}.{tokens.index(kept)}".encode())


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + b"\0" * 40])
def test_a_file_that_is_no_store_is_told(tmp_path, damage):
    """By its name; an empty one is a new one."""
    path = tmp_path / "c.db"
    path.write_bytes(damage)
    if not damage:
        open_chunks(f"sqlite:{path}").close()
        return
    with pytest.raises(ChunkStoreError, match=r"c\.db: cannot be opened") as told:
        open_chunks(f"sqlite:{path}")
    assert told.value.code == "CHUNKS_UNAVAILABLE"


def test_a_store_that_was_closed_says_so(tmp_path):
    store = open_chunks(f"sqlite:{tmp_path / 'c.db'}")
    store.close()
    with pytest.raises(ChunkStoreError, match="cannot be used"):
        store.standing("w")
