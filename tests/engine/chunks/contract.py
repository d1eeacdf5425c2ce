"""What every store of chunks promises."""

from __future__ import annotations

import time

import pytest

from switchover.engine.chunks import Chunk, ChunkResult, Claimed, planned

LONG = 60.0


def opened(store, inputs=10, size=4, work="w"):
    store.open(work, b"job", inputs, list(planned(inputs, size)))
    return work


def all_results(store, work="w"):
    return [(tuple(one.chunk), one.body) for one in store.results(work)]


class ChunkStoreContract:
    """Needs the fixture `store`."""

    def test_chunks_are_handed_out_once_in_order(self, store):
        """Everybody gets another chunk, the first that waits; then there is none."""
        work = opened(store)
        claims = [store.claim(work, lease_s=LONG) for _ in range(4)]
        assert [tuple(c.chunk) if c else None for c in claims] == [(0, 4), (4, 4), (8, 2), None]
        assert store.standing(work)[1:] == (10, 0, 3, False)

    def test_a_result_counts_once(self, store):
        """Who finishes twice is told that it is done, and the result stays the same."""
        work = opened(store)
        held = store.claim(work, lease_s=LONG)
        assert store.finish(work, held, 4, b"one")
        assert store.finish(work, held, 4, b"again")  # as after a connection that broke
        assert all_results(store) == [((0, 4), b"one")]
        assert store.standing(work).done == 4

    def test_what_was_not_done_of_a_chunk_waits(self, store):
        """A chunk may end early: the rest is handed out as a chunk of its own."""
        work = opened(store)
        assert store.finish(work, store.claim(work, lease_s=LONG), 3, b"three")
        assert store.claim(work, lease_s=LONG).chunk == Chunk(3, 1)

    def test_who_let_a_chunk_go_is_refused(self, store):
        """A lease that ends is a loss; its holder can neither renew, finish nor give back."""
        work = opened(store)
        late = store.claim(work, lease_s=0.0)
        time.sleep(0.01)
        taken = store.claim(work, lease_s=LONG)
        assert (taken.chunk, taken.losses) == (late.chunk, 1)
        assert taken.token > late.token
        assert not store.renew(work, late, lease_s=LONG)
        assert not store.finish(work, late, 4, b"late")
        store.give_back(work, late, lost=True)
        store.split(work, late, [(Chunk(0, 2), 0), (Chunk(2, 2), 0)])
        assert store.renew(work, taken, lease_s=LONG)
        assert store.finish(work, taken, 4, b"right")
        assert all_results(store) == [((0, 4), b"right")]

    @pytest.mark.parametrize("lost", [False, True])
    def test_a_chunk_given_back_is_handed_out_again(self, store, lost):
        """Only where whoever ran it was lost does it count as a loss."""
        work = opened(store)
        held = store.claim(work, lease_s=LONG)
        store.give_back(work, held, lost=lost)
        again = store.claim(work, lease_s=LONG)
        assert (again.chunk, again.losses) == (held.chunk, int(lost))

    def test_halves_are_handed_out_with_their_own_losses(self, store):
        """A chunk that was split is gone; its parts are chunks like others."""
        work = opened(store)
        held = store.claim(work, lease_s=LONG)
        store.split(work, held, [(Chunk(0, 2), 1), (Chunk(2, 2), 0)])
        parts = [store.claim(work, lease_s=LONG) for _ in range(2)]
        assert [(p.chunk, p.losses) for p in parts] == [(Chunk(0, 2), 1), (Chunk(2, 2), 0)]
        assert not store.finish(work, held, 4, b"whole")

    def test_of_a_chunk_handed_out_elsewhere_the_latest_result_is_kept(self, store):
        """One that was thought lost, and comes late, changes nothing."""
        store.open("w", b"job", 10, [])
        for token, body in ((2, b"second"), (1, b"late"), (3, b"third")):
            store.keep("w", ChunkResult(Chunk(0, 5), token, body))
        store.keep("w", ChunkResult(Chunk(5, 5), 1, b"rest"))
        assert all_results(store) == [((0, 5), b"third"), ((5, 5), b"rest")]

    def test_results_come_in_order_however_many(self, store):
        """More than are fetched at once."""
        work = opened(store, inputs=40, size=1)
        for _ in range(40):
            held: Claimed = store.claim(work, lease_s=LONG)
            store.finish(work, held, 1, bytes([held.chunk.first]))
        assert [body[0] for _, body in all_results(store)] == list(range(40))

    def test_works_do_not_meet(self, store):
        """Each has chunks of its own; one that ended says so, and can be begun anew."""
        opened(store, work="one")
        opened(store, work="two", inputs=3)
        store.end("one")
        assert store.standing("one").is_over
        assert store.claim("one", lease_s=LONG) is None
        assert store.claim("two", lease_s=LONG).chunk == Chunk(0, 3)
        opened(store, work="one")
        assert not store.standing("one").is_over
        assert store.standing("three") is None
