"""The proof that the plan sees: every known defect of a rewrite, planted and looked for."""

from pathlib import Path

import pytest
from migrations.task_services.mutants.catalogue import CATALOGUE, MUTANTS
from migrations.task_services.mutants.inspection import catches, row
from migrations.task_services.mutants.patching import Mutant, NotApplicable

TABLE = Path(__file__).parents[3] / "docs/mutants.md"
QUICK = ("D-3", "D-8", "D-9", "D-21", "D-26", "D-47", "D-54", "D-59", "D-64", "D-66")
"""Caught by the first cases they meet, so that the suite can afford them."""
LEAST_SHARE = 0.95


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
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(20))
def test_without_a_defect_nothing_is_unexpected(seed: int) -> None:
    """Twenty seeds: no difference that no rule expects, and every rule meets its difference."""
    assert list(catches(seed)) == []


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
    return "\n".join(lines) + "\n"
