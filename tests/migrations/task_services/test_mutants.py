"""The proof that the plan sees: every known defect of a rewrite, planted and looked for.

Beside them stand mechanical mutants, others in each run: `SEED` and `MUTANTS` in the environment
decide which and how many.
"""

import os
import secrets
from pathlib import Path

import pytest
from migrations.task_services.mutants.catalogue import CATALOGUE, MUTANTS
from migrations.task_services.mutants.equivalent import idle, reason
from migrations.task_services.mutants.inspection import catches, drawn, row
from migrations.task_services.mutants.mechanical import ROOT, baseline, every_mutant, verdicts
from migrations.task_services.mutants.patching import Mutant, NotApplicable

from switchover.shadow.mutation import Mutant as Mechanical
from switchover.shadow.mutation import sample

TABLE = Path(__file__).parents[3] / "docs/mutants.md"
QUICK = ("D-3", "D-8", "D-9", "D-21", "D-26", "D-47", "D-54", "D-59", "D-64", "D-66")
"""Caught by the first cases they meet, so that the suite can afford them."""
LEAST_SHARE = 0.95
LEAST_SEEN = 0.97
"""The share of mechanical mutants, without the equivalent ones, that the plan has to report."""


def test_the_catalogue_has_all_sixty_seven() -> None:
    """Nothing of the list is forgotten, and nothing is there twice."""
    assert [entry.number for entry in CATALOGUE] == [f"D-{number}" for number in range(1, 68)]


def test_what_is_not_applicable_says_why() -> None:
    """A reason, not a shrug; and most of the list can be planted."""
    passed_over = [entry for entry in CATALOGUE if isinstance(entry, NotApplicable)]
    assert all(len(entry.why.split()) >= 5 for entry in passed_over)
    assert len(passed_over) <= 12


@pytest.mark.parametrize("number", QUICK)
def test_a_planted_defect_is_caught(number: str) -> None:
    """The plan reports it, with the field that differs."""
    with MUTANTS[number].planted():
        found = next(catches(), None)
    assert found is not None
    assert found.place.startswith("$") or "$" in found.place


def test_a_defect_is_gone_after_its_block() -> None:
    """Nothing of a mutant stays in the new system."""
    mutant = MUTANTS["D-9"]
    target, name, planted = mutant.patches()[0]
    before = getattr(target, name)
    with mutant.planted():
        assert getattr(target, name) is not before
    assert getattr(target, name) is before
    assert planted is not before


@pytest.mark.proof
@pytest.mark.timeout(1800)
def test_the_plan_catches_what_can_be_planted() -> None:
    """At least 95 % of the applicable defects are caught; the table in the documentation says how."""
    rows = [_inspected(entry) for entry in CATALOGUE if isinstance(entry, Mutant)]
    caught = [found for found in rows if found["verdict"] == "caught"]
    TABLE.write_text(_table({found["number"]: found for found in rows}, len(caught), len(rows)))
    assert len(caught) / len(rows) >= LEAST_SHARE


@pytest.mark.proof
@pytest.mark.timeout(7200)
def test_the_plan_sees_mechanical_mutants(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the mutants that the corpus executes and that can be told, at least 97 % are seen."""
    seed = int(os.environ.get("SEED") or secrets.randbelow(1_000_000))
    count = int(os.environ.get("MUTANTS") or 600)
    known = baseline(0)
    reached = [mutant for mutant in every_mutant() if known.reaching(mutant)]
    tried = sample(reached, count, seed=seed)
    seen, missed = list[Mechanical](), list[Mechanical]()
    for mutant, found in verdicts(tried):
        (missed if found is None else seen).append(mutant)
    told = [mutant for mutant in missed if reason(mutant) is None]
    equivalent = len(missed) - len(told)
    refuted = [str(mutant) for mutant in seen if reason(mutant) is not None]
    share = 1 - len(told) / (len(tried) - equivalent)
    with capsys.disabled():
        print(f"\nSEED={seed}: {len(tried)} of {len(reached)} executed mutants drawn, {equivalent}")
        print(f"of them equivalent; of the other {len(tried) - equivalent} {share:.1%} are seen")
        for mutant in sorted(told, key=lambda each: each.place):
            print(f"  not seen: {mutant}".replace(f"{ROOT}/", ""))
    assert len(tried) >= min(count, 600)
    assert refuted == [], "listed as equivalent, and seen"
    assert share >= LEAST_SEEN


@pytest.mark.proof
def test_the_list_of_equivalent_mutants_is_up_to_date() -> None:
    """Every entry means a mutant that there is, and gives a reason of some words."""
    assert list(idle()) == []


@pytest.mark.proof
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(30))
def test_without_a_defect_nothing_is_unexpected(seed: int) -> None:
    """Thirty seeds: no difference that no rule expects, and every rule meets its difference.

    What every seed has is tried with the first; the others add the workflows that they draw.
    """
    assert list(drawn(seed) if seed else catches(seed)) == []


def _inspected(mutant: Mutant) -> dict[str, str]:
    with mutant.planted():
        found = next(catches(), None)
    return dict(row(mutant.number, mutant.what, [] if found is None else [found]))


def _table(rows: dict[str, dict[str, str]], caught: int, planted: int) -> str:
    lines = [
        "# Mutants: the proof that the plan sees",
        "",
        "Each of the sixty-seven known differences between the old engine and a rewrite that went wrong is",
        "planted into the orchestrators, at run time and for one run, and the plan's comparisons are made. A mutant",
        "is caught when the plan reports a difference that no rule expects, or that a rule no longer meets",
        "its difference. The first report is shown. `make mutation-proof` makes this table again.",
        "",
        f"Caught: {caught} of {planted} that can be planted; {67 - planted} are not applicable.",
        "",
        "| number | planted | verdict | the first report |",
        "|---|---|---|---|",
    ]
    for entry in CATALOGUE:
        if isinstance(entry, NotApplicable):
            lines.append(f"| {entry.number} | – | not applicable | {entry.why} |")
            continue
        found = rows[entry.number]
        where = found["where"].replace("|", "\\|")
        lines.append(f"| {entry.number} | {entry.what} | {found['verdict']} | {where} |")
    _, _, rest = TABLE.read_text().partition("\n## Mechanical mutants\n")
    return "\n".join(lines) + "\n" + (f"\n## Mechanical mutants\n{rest}" if rest else "")
