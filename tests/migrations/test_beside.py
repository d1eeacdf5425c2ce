"""What is looked at beside a comparison: coverage and mutants, where asked, in their time, or told why not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import samples_of_runs as s
from msgspec.structs import replace

from switchover.migrations import Corpus, Items, Method, Pair, covering, hiding
from switchover.migrations.plan import Coverage
from switchover.migrations.purse import Purse
from switchover.reports import LeastCoverage, PairRun, SourceLine
from switchover.shadow import Ignore, Outcome, ShadowError, SideSummary

RULE = Ignore(id="r", path="$.a", reason="why", owner="who")
HERE = SourceLine(file="shop/new.py", line=3)


def inputs(count: int) -> Corpus:
    return Corpus((Items("numbers", range(count), raw=True),))


def pair(count: int = 5, **more: Any) -> Pair:
    values = {"control": "a:f", "candidate": "b:f", "corpus": inputs(count), "rules": (RULE,)}
    return Pair(name="p", **{**values, **more})  # type: ignore[arg-type]


def setting(*, purse: Purse | None = None, only: int | None = None, **method: Any) -> Any:
    """What a run asks for, as far as these two look at it."""
    return SimpleNamespace(
        seed=7, only=only, method=Method(**method), mutants=Purse(10) if purse is None else purse
    )


def compared(count: int = 5, wall_s: float = 0.0) -> PairRun:
    """A pair that was compared, each side in so many seconds for all of its inputs."""
    side = SideSummary(wall_s=wall_s)
    record = s.shadow({Outcome.MATCH: count}, control=side, candidate=side)
    return s.pair(checks=("shadow",), shadow_record=record, source=HERE)


class Asked:
    """Stands for what looks: it keeps what it was asked, and gives a record or an error."""

    def __init__(self, gives: Any = "the record") -> None:
        self.given: list[tuple[Any, ...]] = []
        self.options: dict[str, Any] = {}
        self.gives = gives

    def __call__(self, control: Any, candidate: Any, calls: Any, **options: Any) -> Any:
        self.given.append((control, candidate, [args[0] for args, _ in calls]))
        self.options = options
        if isinstance(self.gives, Exception):
            raise self.gives
        return self.gives


# --- coverage


@pytest.fixture
def cover(monkeypatch: pytest.MonkeyPatch) -> Asked:
    found = Asked()
    monkeypatch.setattr(covering, "cover", found)
    return found


@pytest.mark.parametrize(
    ("asked", "coverage", "count", "is_wanted"),
    [
        ({"covers": True}, Coverage(), 5, True),
        ({"covers": True}, Coverage(), 0, False),
        ({}, Coverage(), 5, False),
        ({}, Coverage(control=0.5), 5, True),
        ({}, Coverage(candidate=0.01), 5, True),
        ({"covers": True, "against": "v1"}, Coverage(), 5, False),
        ({"covers": True, "only": 2}, Coverage(), 5, False),
        ({"only": 0}, Coverage(control=1), 5, False),
    ],
)
def test_coverage_is_looked_at_where_it_is_asked_for(
    cover: Asked, asked: dict[str, Any], coverage: Coverage, count: int, is_wanted: bool
) -> None:
    """By the command, or by a plan that asks for a share; not of one input, nor against a revision."""
    run = covering.covered(compared(), pair(count, coverage=coverage), setting(**asked))
    assert bool(cover.given) is is_wanted
    assert run.coverage == ("the record" if is_wanted else None)
    assert run.least_coverage == LeastCoverage(
        control=coverage.control, candidate=coverage.candidate
    )


def test_coverage_sees_the_whole_corpus_with_the_pairs_own_limits(cover: Asked) -> None:
    """In its order, where there is time for all of it."""
    covering.covered(compared(), pair(timeout_s=3), setting(covers=True))
    assert cover.given == [("a:f", "b:f", [0, 1, 2, 3, 4])]
    assert cover.options == {"of": 5, "time_s": covering.TIME_S, "timeout_s": 3, "seed": 7}


def test_a_recording_has_no_branches(cover: Asked) -> None:
    """Only the candidate's are seen."""
    covering.covered(compared(), pair(control="recorded"), setting(covers=True))
    assert cover.given[0][:2] == (covering.WITHOUT_BRANCHES, "b:f")


@pytest.mark.parametrize(
    ("wall_s", "in_order"), [(0.0, True), (0.25, True), (0.2501, False), (9, False)]
)
def test_a_corpus_for_which_there_is_no_time_is_visited_all_over(
    cover: Asked, wall_s: float, in_order: bool
) -> None:
    """Ten times what both sides took: beyond the time the first part would stand for all."""
    covering.covered(compared(40, wall_s), pair(40), setting(covers=True))
    ((_, _, seen),) = cover.given
    assert (seen == list(range(40))) is in_order
    assert sorted(seen) == list(range(40))


def test_a_corpus_that_is_too_large_to_hold_is_read_from_its_beginning(
    cover: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it takes."""
    monkeypatch.setattr(covering, "MOST_SPREAD", 39)
    covering.covered(compared(40, 9), pair(40), setting(covers=True))
    assert cover.given[0][2] == list(range(40))
    monkeypatch.setattr(covering, "MOST_SPREAD", 40)
    covering.covered(compared(40, 9), pair(40), setting(covers=True))
    assert cover.given[1][2] != list(range(40))


def test_why_coverage_is_not_known_is_kept(cover: Asked) -> None:
    """It is no coverage of nothing."""
    cover.gives = ShadowError("no process could be started")
    run = covering.covered(compared(), pair(), setting(covers=True))
    assert (run.coverage, run.uncovered) == (None, "no process could be started")


# --- mutants


@pytest.fixture
def hide(monkeypatch: pytest.MonkeyPatch) -> Asked:
    from switchover.shadow import strength

    found = Asked()
    monkeypatch.setattr(strength, "hiding", found)
    return found


@pytest.mark.parametrize(
    ("given", "asked", "is_wanted"),
    [
        ({}, {"mutates": True}, True),
        ({}, {}, False),
        ({}, {"mutates": True, "only": 0}, False),
        ({}, {"mutates": True, "against": "v1"}, False),
        ({"rules": ()}, {"mutates": True}, False),
        ({"rules": (), "seen_as": "a:b"}, {"mutates": True}, True),
        ({"control": "recorded"}, {"mutates": True}, False),
        ({"corpus": inputs(0)}, {"mutates": True}, False),
    ],
)
def test_mutants_are_tried_where_something_could_hide_them(
    hide: Asked, given: dict[str, Any], asked: dict[str, Any], is_wanted: bool
) -> None:
    """Rules, or what both sides are seen as; of a control that is here."""
    run = hiding.mutated(compared(), pair(**given), setting(**asked))
    assert (run.hiding, run.unmutated) == ("the record" if is_wanted else None, None)
    assert bool(hide.given) is is_wanted


def test_without_source_or_comparison_there_is_nothing_to_mutate(hide: Asked) -> None:
    """Code in C has no mutants; what was not compared has nothing to hide."""
    for run in (replace(compared(), source=None), replace(compared(), shadow=None)):
        assert hiding.mutated(run, pair(), setting(mutates=True)) == run
    assert hide.given == []


@pytest.mark.parametrize(
    ("wall_s", "room"),
    [(0.0, 100), (0.1, 76), (1.0, 7), (2.5, 3), (2.6, None), (60, None)],
)
def test_as_many_inputs_are_tried_as_have_answered_in_a_third_of_the_time(
    hide: Asked, wall_s: float, room: int | None
) -> None:
    """The candidate answers twelve times over; fewer than three inputs would say too little."""
    run = hiding.mutated(compared(100, wall_s), pair(200), setting(mutates=True))
    if room is None:
        assert (run.unmutated, hide.given) == (
            "a call takes too long to try mutants in a check",
            [],
        )
    else:
        assert len(hide.given[0][2]) == room
        assert run.unmutated is None


@pytest.mark.parametrize(("count", "is_tried"), [(1, False), (2, False), (3, True)])
def test_a_corpus_of_too_few_inputs_says_so(hide: Asked, count: int, is_tried: bool) -> None:
    """It is no proof that rules hide nothing."""
    run = hiding.mutated(compared(count), pair(count), setting(mutates=True))
    few = "the corpus has too few inputs to try mutants in a check"
    assert run.unmutated == (None if is_tried else few)
    assert bool(hide.given) is is_tried


@pytest.mark.parametrize(
    ("left", "time_s"), [(10, 3.0), (3.0, 3.0), (1.5, 1.5), (1.0, 1.0), (0.99, None), (0, None)]
)
def test_no_pair_takes_more_than_the_run_has_left(
    hide: Asked, left: float, time_s: float | None
) -> None:
    """And below a second none is tried, in silence: it was no question of this pair."""
    purse = Purse(left)
    run = hiding.mutated(compared(), pair(timeout_s=2), setting(purse=purse, mutates=True))
    if time_s is None:
        assert (run.hiding, run.unmutated, purse.left) == (None, None, left)
        return
    assert (hide.options["time_s"], hide.options["timeout_s"]) == (time_s, 2)
    assert purse.left < left


def test_mutants_are_tried_on_inputs_from_all_of_the_corpus(hide: Asked) -> None:
    """With the rules and the seed of the pair's comparison, and no call longer than the trial."""
    shown = pair(40, seen_as="a:b", timeout_s=60)
    hiding.mutated(compared(40), shown, setting(mutates=True))
    ((control, candidate, tried),) = hide.given
    assert (control, candidate, sorted(tried)) == ("a:f", "b:f", list(range(40)))
    assert hide.options == {
        "of": 40, "rules": (RULE,), "seen_as": "a:b", "seed": 7, "time_s": 3.0, "timeout_s": 3.0,
    }  # fmt: skip


def test_why_nothing_is_known_of_mutants_is_kept(hide: Asked) -> None:
    """It is no proof either."""
    hide.gives = ShadowError("the candidate cannot be forked")
    run = hiding.mutated(compared(), pair(), setting(mutates=True))
    assert (run.hiding, run.unmutated) == (None, "the candidate cannot be forked")
