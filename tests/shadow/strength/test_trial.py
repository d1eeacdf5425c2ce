"""One mutant on its way through inputs, many through workers, and what a share of them says."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.shadow.mutation import Mutant, mutants
from switchover.shadow.strength import Fate, StrengthRecord, Tried, fewest, interval
from switchover.shadow.strength.trial import MOST_CHANGED, Changed, Trial, run

(PLUS, *_) = (one for one in mutants("def f(a):\n    return a + 1\n") if one.operator == "operator")


def trial(inputs=(1, 2, 3, 4, 5), most: int = 1, mutant: Mutant = PLUS, **more: bool) -> Trial:
    return Trial(mutant, list(inputs), most, **more)


def test_a_trial_gives_what_is_to_be_planted_and_on_what() -> None:
    """A default value shows only where the candidate is imported anew; others where it is said."""
    plain, inputs, most = trial().given()
    assert plain == ("<source>", PLUS.start, PLUS.end, "-", "f", 2, False)
    assert (inputs, most) == ([1, 2, 3, 4, 5], 1)
    assert trial(is_anew=True).given()[0][-1] is True
    assert trial(mutant=replace(PLUS, operator="default value")).given()[0][-1] is True


def test_a_trial_goes_on_behind_the_last_input_that_changed() -> None:
    """With four times as many changes awaited each time, up to a limit; nothing is tried twice."""
    one = trial()
    assert one.goes_on(2)
    assert one.given()[1:] == ([3, 4, 5], 4)
    assert one.goes_on(4)
    assert one.given()[1:] == ([5], 16)
    assert not one.goes_on(5)
    assert one.given()[1:] == ([], 64)
    assert not one.goes_on(9)
    many = trial(most=MOST_CHANGED)
    assert many.goes_on(1)
    assert many.given()[2] == MOST_CHANGED


def test_only_what_is_seen_kills() -> None:
    """A change that a rule accepts, or that was there already, does not."""
    one = trial()
    one.found = [Changed(1, False, ("cents",)), Changed(2, True), Changed(3, False)]
    assert one.seen == (2,)


NOT_RUN = [
    ("raised on import: ValueError: negative", Fate.SEEN, (1, 2, 3, 4, 5)),
    ("broken: Python refuses it", Fate.BROKEN, ()),
    ("what tries it timed out", Fate.BROKEN, ()),
    ("what tries it died", Fate.BROKEN, ()),
]


@pytest.mark.parametrize(("said", "fate", "killed_by"), NOT_RUN)
def test_only_a_module_that_raises_is_seen_without_an_answer(said, fate, killed_by) -> None:
    """By each of its inputs. What failed to try it tells nothing of it."""
    found = trial().not_run(said)
    assert (found.fate, found.killed_by, found.inputs, found.why) == (fate, killed_by, 5, said)


class Fake:
    """A worker that answers by itself: what comes back is how often a trial was asked."""

    def __init__(self, late: int = 0) -> None:
        self.ready: deque[int] = deque()
        self.asked, self.most = 0, 0
        self._unanswered, self._late = 0, late

    def ask(self, number: int, body: bytes) -> None:
        self.asked += 1
        self._unanswered += 1
        self.most = max(self.most, self._unanswered)

    def pump(self) -> None:
        self._late -= 1
        if self._unanswered and self._late < 0:
            self._unanswered -= 1
            self.ready.append(self.asked)

    def pop(self) -> int:
        return self.ready.popleft()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr("switchover.shadow.strength.trial.wait", lambda *_: None)


def tried_by(workers, trials, goes_on=lambda _: False, until=60.0):
    landed = list[Trial]()

    def land(one, _reply):
        landed.append(one)
        return goes_on(landed)

    run(workers, iter(trials), land, until=perf_counter() + until)
    return landed


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("many", [0, 1, 7])
def test_each_trial_lands_once(count: int, many: int) -> None:
    """However many workers there are, each of which has two at a time at most."""
    workers, trials = [Fake(late=n) for n in range(count)], [trial() for _ in range(many)]
    landed = tried_by(workers, trials)
    assert sorted(map(id, landed)) == sorted(map(id, trials))
    assert all(one.most <= 2 for one in workers)
    assert sum(one.asked for one in workers) == many


def test_a_trial_that_goes_on_comes_before_a_fresh_one() -> None:
    """What was begun is ended first, so that the time's end leaves little half done."""
    trials = [trial() for _ in range(5)]
    landed = tried_by([Fake()], trials, goes_on=lambda landed: len(landed) == 1)
    assert landed[0] is trials[0]
    assert landed.index(trials[0], 1) < 3
    assert len(landed) == 6


def test_what_has_not_landed_in_time_is_given_up() -> None:
    """Nobody is waited for behind the end."""
    assert tried_by([Fake(late=10**9)], [trial()], until=0.0) == []


def record(fates: dict[Fate, int], executed: int) -> StrengthRecord:
    tried = [Tried(mutant=PLUS, fate=fate) for fate, count in fates.items() for _ in range(count)]
    return StrengthRecord(
        total=executed,
        executed=executed,
        tried=tuple(tried),
        not_executed=(),
        inputs=1,
        used=1,
        unusable=0,
        seconds=0.0,
    )


@pytest.mark.parametrize(
    ("fates", "share"),
    [
        ({}, 0.0),
        ({Fate.SEEN: 1}, 1.0),
        ({Fate.SEEN: 1, Fate.ALIKE: 1, Fate.HIDDEN: 1, Fate.BEHIND: 1}, 0.25),
        ({Fate.SEEN: 1, Fate.BROKEN: 9}, 1.0),
        ({Fate.BROKEN: 9}, 0.0),
    ],
)
def test_the_share_that_is_seen_is_of_what_could_be_planted(fates, share) -> None:
    """A mutant that is broken says nothing, for or against."""
    assert record(fates, 10).seen.share == share


@pytest.mark.parametrize(
    ("part", "whole", "of", "low", "high"),
    [
        # Wilson's interval at 95 %, as in E. B. Wilson (1927); `of` so large that all is a sample.
        (0, 10, 10**9, 0.0, 0.2775),
        (1, 10, 10**9, 0.0179, 0.4042),
        (5, 10, 10**9, 0.2366, 0.7634),
        (10, 10, 10**9, 0.7225, 1.0),
        (81, 263, 10**9, 0.2553, 0.3662),
        (0, 0, 0, 0.0, 1.0),
        (0, 0, 9, 0.0, 1.0),
        (3, 4, 4, 0.75, 0.75),
    ],
)
def test_an_interval_is_that_of_wilson(part, whole, of, low, high) -> None:
    """Nothing but the share where all were tried, and everything where none was."""
    found = interval(part, whole, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 40), st.integers(2, 40), st.integers(1, 400))
@settings(max_examples=50)
def test_the_bounds_are_where_the_sample_is_as_far_off_as_chance_allows(part, whole, rest) -> None:
    """Of a share p a sample lies 1.96 standard deviations from it: those of a finite population."""
    part, of = part % whole, whole + rest
    found = interval(part, whole, of)
    for bound in (found.low, found.high):
        deviation = (bound * (1 - bound) / whole * (of - whole) / (of - 1)) ** 0.5
        assert abs(found.share - bound) == pytest.approx(1.959964 * deviation, abs=1e-9)


@given(st.integers(1, 30), st.integers(1, 200), st.integers(0, 30))
@settings(max_examples=50)
def test_more_that_is_tried_makes_no_wider_interval(whole: int, more: int, part: int) -> None:
    """Of one population with one share."""
    part = min(part, whole)
    of = 2 * whole + more
    few, many = interval(part, whole, of), interval(2 * part, 2 * whole, of)
    assert many.high - many.low <= few.high - few.low + 1e-12


FEWEST = [
    ("all of it by one", ["abc", "a", "b"], [1, 1, 1], [0], [3]),
    ("two that need each other", ["ab", "bc", "c"], [1, 2, 4], [0, 1], [1, 6]),
    ("of two alike the heavier", ["a", "a"], [1, 5], [1], [6]),
    ("of two alike and as heavy the first", ["a", "a"], [2, 2], [0], [4]),
    ("what was taken first may be needless", ["bcd", "abc", "def"], [1, 1, 1], [1, 2], [2, 1]),
    ("weights go to what shows most of it", ["abc", "cd", "ab"], [1, 1, 9], [0, 1], [10, 1]),
    ("nothing to show keeps one", ["", ""], [2, 3], [0], [5]),
    ("no input", [], [], [], []),
]


@pytest.mark.parametrize(
    ("shown", "weights", "kept", "heavier"),
    [each[1:] for each in FEWEST],
    ids=[e[0] for e in FEWEST],
)
def test_the_fewest_inputs_stay(shown, weights, kept, heavier) -> None:
    """Each shows what no other that stays does, and stands for those that went."""
    assert fewest([frozenset(each) for each in shown], weights) == (kept, heavier)
