"""Who runs chunks here: each is finished, given back, halved or given up, and never lost in silence."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from switchover.engine.chunks import MOST_LOSSES, Chunk, Claimed, Standing
from switchover.migrations.scaling import crew as crews
from switchover.migrations.scaling import hands as handing
from switchover.migrations.scaling.crew import Crew
from switchover.migrations.scaling.hands import MOST_IN_ROW, Hands, Ran
from switchover.migrations.scaling.orders import ChunkOrder, Done
from switchover.migrations.scaling.places import Waymark, Waymarks
from switchover.migrations.scaling.process import RunnerFailedError, RunnerLostError
from switchover.migrations.scaling.result import ChunkOutcome
from switchover.migrations.source import BEGINNING
from switchover.shadow import Outcome


class Store:
    """Chunks in memory, with what was done to them."""

    def __init__(self, *claims: Claimed | None, keeps: bool = True, renews: bool = True) -> None:
        self.claims = list(claims)
        self.done: list[tuple[Any, ...]] = []
        self.keeps, self.renews = keeps, renews
        self.fails: Exception | None = None

    def claim(self, work: str, *, lease_s: float) -> Claimed | None:
        if self.fails is not None:
            raise self.fails
        return self.claims.pop(0) if self.claims else None

    def standing(self, work: str) -> Standing | None:
        left = len(self.claims)
        return Standing(job=b"", inputs=left, done=0, held=0, is_over=False)

    def split(self, work: str, claimed: Claimed, parts: Any) -> None:
        self.done.append(("split", claimed.chunk, list(parts)))

    def give_back(self, work: str, claimed: Claimed, *, lost: bool) -> None:
        self.done.append(("given back", claimed.chunk, lost))

    def finish(self, work: str, claimed: Claimed, inputs: int, body: bytes) -> bool:
        self.done.append(("finished", claimed.chunk, inputs, body))
        return self.keeps

    def renew(self, work: str, claimed: Claimed, *, lease_s: float) -> bool:
        self.done.append(("renewed", claimed.chunk, lease_s))
        return self.renews


class Quick:
    """Hands that do what they are told, at once."""

    count = 1
    now = 0

    def __init__(self, *does: Any) -> None:
        self.does = list(does)
        self.counted: list[int] = []
        self.retired = 0

    @property
    def inputs(self) -> int:
        return sum(self.counted)

    def run(self, claimed: Claimed, is_over: Callable[[], bool]) -> Ran:
        does = self.does.pop(0)
        if isinstance(does, Exception):
            raise does
        return does(is_over) if callable(does) else does

    def kept(self, inputs: int) -> None:
        self.counted.append(inputs)

    def check(self) -> None:
        self.counted.append(-1)

    def retire(self) -> None:
        self.retired += 1


def claimed(first: int = 0, inputs: int = 4, losses: int = 0) -> Claimed:
    return Claimed(Chunk(first, inputs), 1, losses)


def worked(store: Store, hands: Quick, *, lease_s: float = 60.0) -> Crew:
    """Let a crew work to its end."""
    crew = Crew(store, "w", hands, lease_s=lease_s)  # type: ignore[arg-type]
    crew.start()
    crew.join()
    assert not crew.is_at_work
    assert hands.retired == 1
    return crew


def test_each_chunk_is_finished_with_what_came_of_it() -> None:
    """Also a part of it: the rest is for whoever claims it then."""
    store = Store(claimed(), claimed(4))
    hands = Quick(Ran(4, b"a"), Ran(3, b"b"))
    assert worked(store, hands).inputs == 7
    assert store.done == [("finished", Chunk(0, 4), 4, b"a"), ("finished", Chunk(4, 4), 3, b"b")]


def test_what_another_has_finished_meanwhile_is_not_counted_here() -> None:
    """The store says whose result it keeps."""
    hands = Quick(Ran(4, b"a"))
    assert worked(Store(claimed(), keeps=False), hands).inputs == 0
    assert hands.counted == [0]


@pytest.mark.parametrize("is_lost", [False, True])
def test_a_chunk_of_which_nothing_is_done_is_given_back(is_lost: bool) -> None:
    """And says whether a process was lost with it; then it is seen whether to go on."""
    store, hands = Store(claimed()), Quick(Ran(is_lost=is_lost))
    worked(store, hands)
    assert store.done == [("given back", Chunk(0, 4), is_lost)]
    assert hands.counted == [-1]


def test_a_chunk_that_was_lost_twice_is_halved() -> None:
    """So that the one input that ends its process is found; none of it is run."""
    store, hands = Store(claimed(losses=2)), Quick()
    worked(store, hands)
    ((what, chunk, parts),) = store.done
    assert (what, chunk) == ("split", Chunk(0, 4))
    assert [tuple(part) for part, _ in parts] == [(0, 2), (2, 2)]


def test_what_cannot_run_gives_its_chunk_back_and_is_told() -> None:
    """Nobody's input is to blame for it."""
    store, hands = Store(claimed(), claimed(4)), Quick(RunnerFailedError("no such plan"))
    with pytest.raises(RunnerFailedError, match="no such plan"):
        worked(store, hands)
    assert store.done == [("given back", Chunk(0, 4), False)]
    assert len(store.claims) == 1
    assert hands.retired == 1


def test_a_store_that_is_away_is_told_by_who_waits() -> None:
    """The thread ends, and its process with it."""
    store, hands = Store(), Quick()
    store.fails = OSError("away")
    with pytest.raises(OSError, match="away"):
        worked(store, hands)
    assert hands.retired == 1


def test_a_claim_is_renewed_four_times_in_a_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a chunk that is no longer ours is called off."""
    now = [0.0]
    monkeypatch.setattr(crews, "time", SimpleNamespace(monotonic=lambda: now[0]))
    seen: list[bool] = []

    def runs(is_over: Callable[[], bool]) -> Ran:
        for at in (0.0, 14.9, 15.0, 29.9, 30.0):
            now[0] = at
            seen.append(is_over())
        return Ran(1, b"x")

    store = Store(claimed())
    worked(store, Quick(runs))
    assert seen == [False] * 5
    assert store.done[:-1] == [("renewed", Chunk(0, 4), 60.0)] * 2
    gone = Store(claimed(), renews=False)
    seen.clear()
    now[0] = 0.0
    worked(gone, Quick(runs))
    assert seen == [False, False, True, False, True]


def test_a_crew_that_is_told_to_stop_begins_no_more() -> None:
    """What was begun is kept."""
    store = Store(claimed(), claimed(4))
    begun, goes_on = threading.Event(), threading.Event()

    def runs(is_over: Callable[[], bool]) -> Ran:
        begun.set()
        goes_on.wait(20)
        return Ran(2 if is_over() else 4, b"x")

    hands = Quick(runs)
    crew = Crew(store, "w", hands)  # type: ignore[arg-type]
    crew.start()
    assert begun.wait(20)
    crew.stop()
    goes_on.set()
    crew.join()
    assert store.done == [("finished", Chunk(0, 4), 2, b"x")]
    assert len(store.claims) == 1


def test_a_crew_waits_for_chunks_that_others_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """They may come back."""
    monkeypatch.setattr(crews, "IDLE_S", 0.001)
    store = Store(None, None, claimed(), None)
    hands = Quick(Ran(4, b"x"))
    assert worked(store, hands).inputs == 4


# --- hands


class Runner:
    """Stands for a process: it does what is next."""

    does: list[Any] = []
    ended = 0

    def __init__(self, orders: Any) -> None:
        assert orders == "orders"

    def run(self, order: ChunkOrder, *, at: Callable[[int], None], is_over: Any) -> Done | None:
        at(3)
        does = Runner.does.pop(0)
        if isinstance(does, Exception):
            raise does
        return does(order) if callable(does) else does

    def end(self) -> None:
        Runner.ended += 1


MARKS = Waymarks(10, "", (Waymark(0, 0, BEGINNING), Waymark(5, 1, BEGINNING)))


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    monkeypatch.setattr(handing, "RunnerProcess", Runner)
    monkeypatch.setattr(Runner, "does", [])
    monkeypatch.setattr(Runner, "ended", 0)
    orders: Any = "orders"
    return Hands(orders, MARKS, count=2)


def run(hands: Hands, chunk: Claimed) -> Ran:
    return hands.run(chunk, lambda: False)


@pytest.mark.parametrize(("first", "mark"), [(0, 0), (4, 0), (5, 5), (9, 5)])
def test_a_chunk_is_read_from_the_last_place_before_it(hands: Hands, first: int, mark: int) -> None:
    """So that those before it are not read again."""
    seen: list[ChunkOrder] = []
    Runner.does = [lambda order: seen.append(order) or Done(1, b"x")]
    assert run(hands, claimed(first, 1)) == Ran(1, b"x")
    assert (seen[0].chunk, seen[0].mark.input) == (Chunk(first, 1), mark)


@pytest.mark.parametrize(
    ("does", "ran"),
    [
        (Done(4, b"x"), Ran(4, b"x")),
        (None, Ran()),
        (RunnerLostError(began=True), Ran(is_lost=True)),
        (RunnerLostError(began=False), Ran()),
    ],
)
def test_a_process_that_ended_is_a_loss_only_where_it_had_begun(
    hands: Hands, does: Any, ran: Ran
) -> None:
    """One that was still reading its plan says nothing of any input."""
    Runner.does = [does]
    assert run(hands, claimed()) == ran
    assert hands.now == 0


def test_an_input_that_ends_whoever_runs_it_is_given_up_and_named(hands: Hands) -> None:
    """It is a comparison that could not be made, and no match."""
    ran = run(hands, claimed(7, 1, losses=MOST_LOSSES))
    outcome = ChunkOutcome.unpacked(ran.body)
    (comparison,) = outcome.unlike()
    assert (ran.inputs, comparison.index) == (1, 7)
    assert comparison.outcome is Outcome.DIED
    assert outcome.portion.counts == {Outcome.DIED: 1}
    assert Runner.does == []


def test_many_losses_in_a_row_end_the_work(hands: Hands) -> None:
    """Something that was done between them begins the row anew."""
    Runner.does = [RunnerLostError(began=True) for _ in range(2 * MOST_IN_ROW)]
    for _ in range(MOST_IN_ROW - 1):
        run(hands, claimed())
        hands.check()
    hands.kept(0)
    for _ in range(MOST_IN_ROW - 1):
        run(hands, claimed())
        hands.check()
    run(hands, claimed())
    with pytest.raises(RunnerFailedError, match=f"{MOST_IN_ROW} processes in a row ended"):
        hands.check()


def test_what_is_kept_is_counted(hands: Hands) -> None:
    """All of it."""
    hands.kept(3)
    hands.kept(4)
    assert hands.inputs == 7


def test_as_many_run_at_once_as_there_are_processes(hands: Hands) -> None:
    """A third waits; what runs is counted while it runs."""
    inside, goes_on = threading.Semaphore(0), threading.Event()

    def runs(_: ChunkOrder) -> Done:
        inside.release()
        goes_on.wait(20)
        return Done(1, b"x")

    Runner.does = [runs] * 3
    threads = [threading.Thread(target=run, args=(hands, claimed())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(2):
        assert inside.acquire(timeout=20)
    assert not inside.acquire(blocking=False)
    assert hands.now == 6
    goes_on.set()
    for thread in threads:
        thread.join()
    assert hands.now == 0


def test_processes_are_ended_one_by_one_or_all(hands: Hands) -> None:
    """One that is retired is used no more."""
    hands.retire()
    assert Runner.ended == 1
    Runner.does = [Done(1, b"x")]
    assert run(hands, claimed()).inputs == 1
    hands.end()
    assert Runner.ended == 3
