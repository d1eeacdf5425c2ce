"""A search among workflows regains what a corpus loses when nine tenths of it are taken away.

`SECONDS` bounds the search and each trial (the last has `LAST` times as long, for it answers each
input of the search several times), `MUTANTS` says how many are drawn, by `SEED`.
"""

from __future__ import annotations

import os
import re
from random import Random

import pytest
from migrations.task_services.mutants.equivalent import reason
from migrations.task_services.mutants.mechanical import ROOT
from migrations.task_services.written import written

from switchover.shadow import Ignore, Normalise, compare
from switchover.shadow.mutation import Mutant
from switchover.shadow.search import Limits
from switchover.shadow.search import session as searching
from switchover.shadow.search.finding.finding import Findings
from switchover.shadow.strength import Fate, StrengthRecord, strength


def _placeless(message: object) -> object:
    return re.sub(r"<file>:\d+:\d+: ", "", message) if isinstance(message, str) else message


PLACES = (
    Ignore(id="places", path="$..position", reason="a text has no file", owner="the plan"),
    Normalise(
        id="said",
        path="$..message",
        function=_placeless,
        reason="a text has no file",
        owner="the plan",
    ),
)
SIDES = tuple(f"migrations.task_services.written:{side}" for side in ("control", "candidate"))
LIMITS = Limits(timeout_s=5.0)
LEAST = 0.9
KEPT = 5_000
"""Inputs of the search that mutants are tried on, beside those that led it."""
CALLS = 30_000
LAST = 8


def trial(texts: list[str], *, seed: int, most: int, seconds: float, keys=None) -> StrengthRecord:
    """Try mutants of the orchestrators on written workflows."""

    def chosen(mutant: Mutant) -> bool:
        if keys is not None:
            return mutant.key in keys
        return bool(mutant.function) and reason(mutant) is None

    inputs = [((text,), {}) for text in texts]
    return strength(
        *SIDES,
        inputs,
        seed=seed,
        most=most,
        time_s=seconds,
        limits=LIMITS,
        within=[f"{ROOT}{os.sep}"],
        chosen=chosen,
    )


def searched(texts: list[str], *, seed: int, seconds: float, monkeypatch) -> tuple[list[str], int]:
    """Search from these texts: those that are kept, and how many were tried.

    Kept are those that led the search, then those that took most branches which few others did,
    then some of the others on which a side answered.
    """
    led, others = list[str](), list[tuple[int, str]]()

    def told(call, two, is_further: bool) -> None:
        text = call[0][0] if call[0] else None
        if type(text) is not str or two.both_raised:
            return
        more = two.candidate.more
        if is_further:
            led.append(text)
        else:
            others.append((len(more[3]) if more else 0, text))

    monkeypatch.setattr(Findings, "_find", lambda *_: None)  # what differs is not what is asked
    record = searching.search(
        *SIDES,
        [((text,), {}) for text in texts],
        seed=seed,
        calls=CALLS,
        time_s=seconds,
        limits=LIMITS,
        stop_at=10**6,
        with_strategies=False,
        with_symbols=False,
        told=told,
    )
    others.sort(key=lambda one: -one[0])
    rare = [text for _, text in others[: KEPT // 2]]
    rest = [text for _, text in others[KEPT // 2 :]]
    drawn = Random(seed).sample(rest, min(KEPT // 2, len(rest)))
    return [*led, *rare, *drawn], record.tried


def test_a_written_case_is_run_as_the_case_itself() -> None:
    """What is searched among is the plan's own corpus."""
    from migrations.task_services.written import candidate, control

    from switchover.migrations.plans.task_services.sides import run_candidate, run_control

    texts = written()
    assert len(texts) > 150
    for name in sorted(texts)[::40]:
        for made, own in (
            (control(texts[name]), run_control(name)),
            (candidate(texts[name]), run_candidate(name)),
        ):
            assert {one.rule for one in compare(own, made, rules=PLACES)} <= {"places", "said"}


@pytest.mark.proof
@pytest.mark.timeout(7200)
def test_a_search_from_a_tenth_regains_mutants(monkeypatch, capsys) -> None:
    """Of the mutants that the corpus sees and a tenth of it does not, 90 % are seen again."""
    seed = int(os.environ.get("SEED") or 0)
    most = int(os.environ.get("MUTANTS") or 400)
    seconds = float(os.environ.get("SECONDS") or 300)
    texts = list(written().values())
    tenth = Random(seed).sample(texts, len(texts) // 10)
    whole = trial(texts, seed=seed, most=most, seconds=seconds)
    seen = {one.mutant.key for one in whole.of(Fate.SEEN)}
    few = trial(tenth, seed=seed, most=most, seconds=seconds, keys=seen)
    lost = seen - {one.mutant.key for one in few.of(Fate.SEEN)}
    made, tried = searched(tenth, seed=seed, seconds=seconds, monkeypatch=monkeypatch)
    again = trial(made, seed=seed, most=most, seconds=LAST * seconds, keys=lost)
    regained = {one.mutant.key for one in again.of(Fate.SEEN)}
    missed = {
        one.mutant.key: one.mutant for one in whole.tried if one.mutant.key in lost - regained
    }
    with capsys.disabled():
        print(f"\nSEED={seed}: {len(whole.tried)} mutants tried, the corpus of {len(texts)} sees")
        print(f"{len(seen)}; a tenth of it does not see {len(lost)} of these, and of them")
        print(f"{again.used} of the {tried} inputs of a search see {len(regained)}")
        ran = {one.mutant.key: one for one in again.tried}
        for key, mutant in missed.items():
            one = ran.get(key)
            why = f"{one.fate.value}, run by {one.inputs}" if one else "run by none"
            print(f"  not regained, {why}: {mutant}".replace(f"{ROOT}/", ""))
    assert len(again.tried) == min(again.executed, most)  # else time was over, which tells nothing
    assert len(lost) >= 10
    assert len(regained) >= LEAST * len(lost)
