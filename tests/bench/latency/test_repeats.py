"""A cache is no speed: calls that get cheaper as inputs come again are judged by their first."""

import dataclasses
import functools
import gc
import sys

import pytest

from switchover import bench
from switchover.bench.latency import endurance
from switchover.bench.latency.endurance import Course, calls_before, settled
from switchover.bench.latency.firsts import apart, of_first_calls
from switchover.bench.latency.repeats import Repeats, Saved, is_cheaper
from switchover.bench.latency.sample import Calibration, Piece, warming
from switchover.bench.latency.sampler import Job
from switchover.bench.launch import launch, pack

MODULE = """
import functools
def work(units):
    total = 0
    for _ in range(units):
        total += 1
    return total
def plain(number): return work(3_000) + number
@functools.lru_cache(None)
def cached(number): return work(9_000) - 6_000 + number
MEMO = {}
def memo(number):
    if number not in MEMO: MEMO[number] = work(9_000) - 6_000 + number
    return MEMO[number]
HELD = {}
def by_identity(row):
    known, answer = HELD.get(id(row), (None, None))
    if known is not row: HELD[id(row)] = row, answer = row, work(9_000) - 6_000 + row["number"]
    return answer
def of_row(row): return work(3_000) + row["number"]
@functools.lru_cache(maxsize=1)
def latest(number): return work(30_000) - 27_000 + number
def slow(number): return work(18_000) - 15_000 + number
CALLS = [0]
def starting(number):
    CALLS[0] += 1
    if CALLS[0] <= 400: work(12_000)
    return work(3_000) + number
"""


@pytest.fixture
def sides(tmp_path, monkeypatch):
    (tmp_path / "cached_sides.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)


INPUTS = [((number,), {}) for number in range(12)]


def measured(candidate, **options):
    pair = bench.Pair(
        control="cached_sides:plain", candidate=f"cached_sides:{candidate}", inputs=INPUTS
    )
    return bench.measure(pair, bench.Options(seed=1, **options))


@pytest.mark.parametrize("candidate", ["cached", "memo"])
def test_a_cache_that_does_more_work_is_no_pass(sides, candidate):
    """Three times the work on a miss is never faster, and the reasons say what was judged."""
    record = measured(candidate, time_s=1.5, self_check=False)
    assert record.verdict != "pass"
    assert record.ratio > 1.5
    assert record.latency.calls == "first"
    assert any("get cheaper when an input comes again" in each for each in record.reasons)


ROWS = [(({"number": number},), {}) for number in range(12)]


def test_what_knows_an_object_again_gets_equal_ones(sides):
    """A cache by identity answers no caller who has new objects: judged are calls with copies."""
    pair = bench.Pair(
        control="cached_sides:of_row", candidate="cached_sides:by_identity", inputs=ROWS
    )
    record = bench.measure(pair, bench.Options(seed=1, time_s=1.5, self_check=False))
    assert record.verdict != "pass"
    assert record.ratio > 1.5
    assert record.latency.calls == "repeated"
    said = "the candidate's calls get cheaper when the very same object comes again"
    assert any(said in each for each in record.reasons)
    asked = bench.Options(seed=1, time_s=1.5, calls="repeated")
    record = bench.measure(pair, asked)
    assert record.ratio < 0.5
    assert not any(said in each for each in record.reasons)


def test_a_cache_of_the_latest_answer_is_one(sides):
    """Calls in a row are answered, and others are not: a block of pairs would see half of it."""
    pair = bench.Pair(control="cached_sides:slow", candidate="cached_sides:latest", inputs=INPUTS)
    record = bench.measure(pair, bench.Options(seed=1, time_s=3, self_check=False))
    assert record.latency.calls == "first"
    assert record.ratio > 1.3


@pytest.mark.parametrize(
    ("first", "again", "cached"),
    [
        ([1e-3] * 5, [(1e-6, 1e-6)] * 5, True),
        ([1e-3] * 5, [(1e-3, 1e-6)] * 5, True),  # it keeps the latest answer alone
        ([1e-3] * 5, [(1e-3, 1e-3)] * 5, False),
        ([1e-3] * 5, [(1e-3, 5e-4), (5e-4, 1e-3), (1e-3, 1e-3)] * 2, False),  # it varies by itself
    ],
)
def test_two_calls_in_a_row_tell_a_cache_of_few_answers(first, again, cached):
    """Whether the first calls are still known by then or not."""
    found = Saved.of(first[: len(again)] + first[:1] * (len(again) - len(first)), again)
    assert found.cached is cached
    assert (found.by > 1.2) == cached


@pytest.mark.alone  # it judges time
def test_repeated_calls_are_judged_when_asked(sides):
    """Who wants to know about inputs that come again is told."""
    record = measured("cached", time_s=3, calls="repeated")
    assert record.verdict == "pass"
    assert record.ratio < 0.5
    assert record.latency.calls == "repeated"


@pytest.mark.alone  # it judges time
def test_a_start_is_told_from_what_lasts(sides):
    """Four hundred slow calls, and equal from then on: that is no fail, and the start is said."""
    record = measured("starting", time_s=2)
    assert record.verdict != "fail", record.reasons
    assert any("calls cost otherwise" in each for each in record.reasons)


@pytest.mark.parametrize(
    ("first", "again", "cheaper"),
    [
        ([1e-3] * 4, [1e-6] * 4, True),
        ([1e-3] * 4, [1e-3] * 4, False),
        ([1e-3, 1e-6, 1e-6], [1e-6, 1e-6, 1e-6], False),  # one that was interrupted
        ([1e-6] * 4, [5e-7] * 4, False),  # cold, and too little to tell
        ([1.4e-5] * 3, [1e-5] * 3, True),
        ([1.3] * 3, [1.0] * 3, True),  # at the limit, and a little below
        ([1.299] * 3, [1.0] * 3, False),
        ([4e-6] * 3, [2e-6] * 3, False),  # just what a cold call costs, and a little more
        ([4.01e-6] * 3, [2e-6] * 3, True),
        ([1e-3, 1e-6], [1e-6, 1e-6], True),  # of two the middle lies between
        ([1e-6, 1e-3, 1e-3], [1e-6] * 3, True),
        ([1e-3, 1e-3, 1e-6], [1e-6] * 3, True),
        ([1.0] * 3, [0.0] * 3, True),  # a clock that stood still
    ],
)
def test_cheaper_is_the_middle_of_the_inputs(first, again, cheaper):
    """Most inputs have to get cheaper, by a third and by more than a cold call costs."""
    assert is_cheaper(first, again) is cheaper


@pytest.mark.parametrize(("inputs", "warm"), [(1, 0), (2, 1), (3, 1), (4, 1), (12, 3), (64, 16)])
def test_some_inputs_warm_the_process_up(inputs, warm):
    """A quarter, at least one where another is left."""
    assert warming(inputs) == warm


def test_inputs_that_warm_up_are_not_timed():
    """Pieces hold the others, by what their first calls take."""
    found = Repeats(control=False, candidate=True, warm=(0,), first={1: 1e-3, 2: 2e-3})
    cut = of_first_calls(Calibration(pieces=(), fresh=False), found, stands_for=())
    assert cut.warm == (0,)
    assert sorted(index for piece in cut.pieces for index in piece.inputs) == [1, 2]
    assert cut.cached == ("candidate",)


@pytest.mark.parametrize(
    ("control", "candidate", "cached"),
    [
        (True, True, ("control", "candidate")),
        (True, False, ("control",)),
        (False, True, ("candidate",)),
        (False, False, ()),
    ],
)
def test_each_side_with_a_cache_is_named(control, candidate, cached):
    """In their order."""
    found = Repeats(control=control, candidate=candidate, warm=(0,), first={1: 1e-3})
    assert (
        of_first_calls(Calibration(pieces=(), fresh=False), found, stands_for=()).cached == cached
    )


def test_the_only_input_is_called_in_a_cold_process():
    """Once on either side, and none warms up for it."""
    found = Repeats(control=False, candidate=True, warm=(0,))
    cut = of_first_calls(Calibration(pieces=(), fresh=False), found, stands_for=())
    (piece,) = cut.pieces
    assert (piece.inputs, piece.control_passes, piece.candidate_passes) == ((0,), 1, 1)
    assert (piece.share, cut.warm) == (1.0, ())


def test_first_calls_stand_for_as_many_as_their_inputs():
    """By the control's time over the corpus."""
    found = Repeats(control=False, candidate=True, warm=(0,), first={1: 1e-2, 2: 2e-2})
    cut = of_first_calls(Calibration(pieces=(), fresh=False), found, stands_for=(1.0, 6.0, 1.0))
    shares = {piece.inputs: piece.share for piece in cut.pieces}
    assert shares == pytest.approx({(1,): 0.75, (2,): 0.25})


def course(candidate, before=0):
    return Course(control=[100] * len(candidate), candidate=candidate, calls=10, before=before)


def test_where_a_side_comes_to_rest():
    """After the last three slow rounds in a row; not where it never does."""
    found = settled(course([500] * 20 + [100] * 40))
    assert (found.calls, found.late) == (200, 1.0)
    assert settled(course([200] * 60)).late == 2.0
    assert settled(course([100] * 5)) is None
    assert settled(course([500] * 45 + [100] * 15)) is None  # too late to see it last
    assert settled(course([100] * 30, before=400)).calls == 400
    disturbed = [500] * 33 + [100] * 285 + [200] * 3 + [100] * 25  # a neighbour, late
    assert settled(course(disturbed)).calls < 50 * 12
    assert settled(course([500] * 260 + [100] * 86)) is None
    slow = [100] * 300 + [200] * 46  # both sides, at the end
    both = Course(control=slow, candidate=[500] * 33 + slow[33:], calls=10, before=0)
    assert settled(both).calls < 50 * 10


def test_a_short_start_is_seen_at_the_very_beginning():
    """Of 600 rounds the first nine; two are as good as a neighbour, and so are nine later on."""
    found = settled(course([500] * 9 + [100] * 591, before=30))
    assert (found.calls, found.late) == (30 + 90, 1.0)
    assert settled(course([500] * 3 + [100] * 597)).calls == 30
    assert settled(course([500] * 2 + [100] * 598)).calls == 0
    assert settled(course([100] * 300 + [500] * 9 + [100] * 291)).calls == 0
    assert settled(course([500, 500, 100, 500, 100, 100, 500] + [100] * 593)).calls == 40


def test_a_cache_is_found_though_its_program_froze_it():
    """With one input its hits tell it: the collector lists nothing that was frozen."""

    @functools.cache
    def remembered(number):
        return number + 1

    remembered(0)
    gc.freeze()
    job = Job(control=abs, candidate=remembered, inputs=[((1,), {})])
    found = launch(
        "switchover.bench.latency.repeats:find",
        pack(job),
        returns=Repeats,
        timeout_s=60,
        seed=1,
        most_s=5.0,
    )
    assert (found.control, found.candidate, found.warm) == (False, True, (0,))


@pytest.mark.parametrize(
    ("control", "candidate", "passes", "before"),
    [
        (60, 60, (1, 1), 60),
        (
            60,
            44_000,
            (1, 20_000),
            60,
        ),  # twenty thousand quick calls are one round, as is a slow one
        (10, 44_000, (1, 1_000), 44),
        (10, 44_001, (1, 1_000), 45),
        (900, 10, (100, 1), 1_000),
        (5, 0, (2, 3), 5),
    ],
)
def test_what_was_called_before_counts_in_rounds_of_both_sides(control, candidate, passes, before):
    """A start is over after so many rounds; a slow control is not called as often as a quick side."""
    ours, theirs = passes
    piece = Piece(inputs=(0,), control_passes=ours, candidate_passes=theirs, share=1.0)
    cut = Calibration(pieces=(piece,), fresh=False)
    assert calls_before(control, candidate, cut) == before
    assert calls_before(control, candidate, Calibration(pieces=(), fresh=False)) == control


@pytest.mark.parametrize(("waited", "rounds"), [(0.0, 17), (0.002, 50), (0.0029, 50)])
def test_a_look_for_a_start_makes_as_many_calls_beside_a_neighbour(monkeypatch, waited, rounds):
    """The wait for the core does not count, up to a limit."""

    class World:
        now = 0.0

        def sample(self, inputs, passes, *, fresh):
            self.now += 0.003
            return 1_000_000, 3_000_000, round(waited * 1e9), 0

    world = World()
    monkeypatch.setattr(endurance, "perf_counter", lambda: world.now)
    piece = Piece(inputs=(0,), control_passes=1, candidate_passes=1, share=1.0)
    cut = Calibration(pieces=(piece,), fresh=False)
    course = endurance._rounds((world, world), cut, 0.1, fresh=False, most_s=0.3)
    assert len(course.control) == pytest.approx(rounds, abs=1)


def test_first_calls_of_what_can_be_imported_are_made_apart():
    """A callable shares its process; a control that has a place of its own keeps it."""
    named = Job(control="a:f", candidate="b:f", inputs=[((), {})])
    assert apart(named).control_path == tuple(sys.path)
    for more in ({"control": abs}, {"candidate": abs}, {"control_path": ("/then",)}):
        kept = dataclasses.replace(named, **more)
        assert apart(kept).control_path == kept.control_path
