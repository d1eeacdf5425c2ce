"""Shared memory between a worker and its parent."""

import os
from mmap import mmap

from hypothesis import given
from hypothesis import strategies as st

from switchover.values.worker.board import BOARD_BYTES, CALLING, RING_BYTES, Board, shared
from switchover.values.worker.wire import ANSWER, frames, packed


@given(st.lists(st.integers(0, RING_BYTES * 2), max_size=8), st.integers(0, RING_BYTES))
def test_a_ring_gives_out_what_was_put_in(sizes, start):
    """Bytes come out in the order in which they went in, whatever the pieces and the place."""
    ring = Board(mmap(-1, BOARD_BYTES)).inputs
    ring.put(b"-" * start)
    ring.take()
    for size in sizes:
        data = os.urandom(64) * (size // 64 + 1)
        sent, came = 0, b""
        while sent < len(data):
            count = ring.put(memoryview(data)[sent:])
            assert ring.is_full or sent + count == len(data)
            sent += count
            came += ring.take()
        assert came == data
    assert not ring.has_some


@given(st.lists(st.tuples(st.binary(max_size=50), st.binary(max_size=50))), st.data())
def test_frames_are_cut_wherever_the_stream_was_cut(parts, data):
    """Whole frames come out and the rest is kept, for any cut of the stream."""
    stream = b"".join(
        packed(number, ANSWER, 1, (1, 2, 3), extra, document)
        for number, (extra, document) in enumerate(parts)
    )
    cut = data.draw(st.integers(0, len(stream)))
    first, rest = frames(stream[:cut])
    second, nothing = frames(rest + stream[cut:])
    assert nothing == b""
    found = [frame[-2:] for frame in first + second]
    assert found == parts
    assert [frame[0] for frame in first + second] == list(range(len(parts)))


def test_a_worker_is_not_ended_for_a_call_that_is_over():
    """Claiming a worker for a call succeeds only while that call runs, and then no other begins."""
    board = Board(mmap(-1, BOARD_BYTES))
    assert board.begin(1)
    board.enter(CALLING)
    board.end()
    assert board.begin(2)
    assert not board.doom(1)
    assert board.doom(2)
    board.end()
    assert not board.begin(3)
    assert board.running() == (0, 0, 0)


def test_mapping_shared_memory_leaves_no_descriptor(tmp_path):
    """Nothing that writes into every descriptor reaches the shared memory."""
    path = tmp_path / "memory"
    path.write_bytes(bytes(BOARD_BYTES))
    before = set(os.listdir("/proc/self/fd"))
    memory = shared(os.open(path, os.O_RDWR))
    assert set(os.listdir("/proc/self/fd")) <= before
    board = Board(memory)
    board.inputs.put(b"seen")
    assert b"seen" in path.read_bytes()
