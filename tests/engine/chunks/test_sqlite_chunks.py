"""Chunks in a file of SQLite keep the promises of all stores of chunks."""

import threading

import pytest
from engine.chunks.contract import LONG, ChunkStoreContract, opened

from switchover.engine import EngineError
from switchover.engine.chunks import ChunkStoreError, open_chunks


@pytest.fixture
def store(tmp_path):
    store = open_chunks(f"sqlite:{tmp_path / 'chunks.sqlite'}")
    yield store
    store.close()


class TestSqliteChunks(ChunkStoreContract):
    pass


def test_two_connections_never_hold_the_same_chunk(store, tmp_path):
    """Threads with connections of their own take turns, and each input is handed out once."""
    opened(store, inputs=60, size=1)
    taken = []

    def take():
        mine = open_chunks(f"sqlite:{tmp_path / 'chunks.sqlite'}")
        while held := mine.claim("w", lease_s=LONG):
            taken.append(held.chunk.first)
        mine.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(60))


def test_a_place_that_is_none_is_told(tmp_path):
    """Another address, or a folder that is not there, is no traceback."""
    with pytest.raises(EngineError, match="no store of chunks"):
        open_chunks("mysql://secret@host/db")
    with pytest.raises(ChunkStoreError, match="cannot be opened"):
        open_chunks(f"sqlite:{tmp_path / 'none' / 'chunks.sqlite'}")
