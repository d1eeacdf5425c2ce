"""The doctor: what it says when an instrument is blind, or sees ghosts."""

from __future__ import annotations

import pytest

from switchover.migrations import doctor, mutants


def examined(monkeypatch: pytest.MonkeyPatch, sick: str, healthy: str) -> list[str]:
    """Examine one instrument that gives these verdicts on the mutant and on the healthy twin."""

    def instrument(mutant: object) -> tuple[str, str]:
        return (healthy if mutant is mutants.healthy else sick), "said"

    monkeypatch.setattr(doctor, "_TRIALS", (("fault", instrument, mutants.leaking),))
    return [one.verdict for one in doctor.examine() if "fault" in one.name]


@pytest.mark.parametrize(
    ("sick", "healthy", "expected"),
    [
        ("fail", "pass", ["pass", "pass"]),
        ("pass", "pass", ["fail", "pass"]),
        ("fail", "fail", ["pass", "fail"]),
        ("inconclusive", "inconclusive", ["inconclusive", "inconclusive"]),
    ],
)
def test_a_blind_instrument_and_a_false_alarm_are_failures(
    monkeypatch: pytest.MonkeyPatch, sick: str, healthy: str, expected: list[str]
) -> None:
    """Only a seen fault and a quiet twin are a pass."""
    assert examined(monkeypatch, sick, healthy) == expected


def test_the_comparison_sees_its_mutant() -> None:
    """The quick instrument is tried for real; the slow ones when the doctor is called."""
    assert doctor._difference(mutants.differs)[0] == "fail"
    assert doctor._difference(mutants.healthy)[0] == "pass"


def test_a_missing_part_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """An absent extra is inconclusive and says the line to type."""
    monkeypatch.setattr(doctor, "EXTRAS", {"reports": ("no_such_module",)})
    monkeypatch.setattr(doctor, "_TRIALS", ())
    (one,) = doctor.examine()
    assert one.verdict == "inconclusive"
    assert one.said == "no_such_module missing: pip install 'switchover[reports]'"
