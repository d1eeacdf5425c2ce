"""A short run of the fuzzer; `make fuzz` is the long one."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from scripts import loaded

SCRIPT = Path(__file__).parents[3] / "engine" / "fuzz" / "yaml_documents.py"


@pytest.fixture(scope="module")
def fuzzer() -> ModuleType:
    return loaded(SCRIPT)


def test_mutated_documents_give_a_result_or_an_error_with_a_position(fuzzer: ModuleType) -> None:
    """No other exception, no hang, no growth; and the fuzzer reaches all kinds of outcome."""
    outcome = fuzzer.fuzz_yaml_documents(500, seed=7)
    assert outcome.count == 500
    assert 0.2 < outcome.refused / outcome.count < 0.8
    assert outcome.refused < outcome.faulty < outcome.count


def test_the_fuzzer_would_see_another_exception(
    fuzzer: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception that is not ours fails the run and shows the document."""

    def broken(*_: object, **__: object) -> object:
        raise KeyError("planted")

    monkeypatch.setattr(fuzzer, "parse_workflow", broken)
    with pytest.raises(AssertionError, match=r"planted.*\n'"):
        fuzzer.fuzz_yaml_documents(1, seed=1)


def test_the_seeds_themselves_are_sound(fuzzer: ModuleType) -> None:
    """What is mutated has no errors to begin with."""
    from switchover.engine.config import check_files, engine_types

    problems = check_files(sorted(fuzzer.SEEDS.glob("*.yaml")), engine_types())
    assert [problem for problem in problems if problem.severity == "error"] == []
