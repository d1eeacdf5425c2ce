"""The rule that would accept a difference: as narrow as a plan can write it, or why there is none."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import pytest
import samples_of_runs as s
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from switchover.reports.accepting import DAYS, Acceptance, acceptances, rule_end
from switchover.shadow import Kind, Outcome


def offered(*groups: Any, pair: str | None = None, expires: Any = None) -> list[Acceptance]:
    return acceptances(groups, pair=pair, expires=expires)


def read(one: Acceptance) -> dict[str, Any]:
    """The rule as a plan would have it."""
    assert one.toml is not None
    (found,) = tomllib.loads(one.toml)["rules"]
    assert isinstance(found, dict)
    return found


def test_a_rule_names_place_kind_and_types() -> None:
    """Reason and owner are left to a person; without an end it has none."""
    group = s.group("$.tax", kind=Kind.TYPE, candidate_type="float")
    assert read(*offered(group)) == {
        "id": f"type-{group.signature}", "kind": "expected", "path": "$.tax", "difference": "type", "control_type": "int",
        "candidate_type": "float", "reason": "TODO: why this difference is wanted", "owner": "TODO: who answers for it",
    }  # fmt: skip
    extra = read(*offered(s.group(kind=Kind.EXTRA, control_type=None)))
    assert "control_type" not in extra
    assert extra["candidate_type"] == "int"


def test_a_rule_is_narrowed_to_its_pair_and_ends() -> None:
    """Where the plan has others; on the day that was asked for."""
    group = s.group()
    rule = read(*offered(group, pair="größe 2/b", expires=dt.date(2030, 1, 31)))
    assert rule["pairs"] == ["größe 2/b"]
    assert rule["expires"] == dt.date(2030, 1, 31)
    assert rule["id"] == f"größe-2-b-changed-{group.signature}"
    long = read(*offered(group, pair="x" * 99))
    assert long["id"] == f"{'x' * 40}-changed-{group.signature}"


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12))
def test_whatever_a_pair_and_a_type_are_called_it_can_be_read(name: str) -> None:
    """Control characters, quotes and backslashes come back as they were."""
    (one,) = offered(s.group(control_type=name), pair=name)
    rule = read(one)
    assert (rule["control_type"], rule["pairs"]) == (name, [name])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"rule": "known"}, "the rule known accepts it already"),
        ({"kind": Kind.TIMED_OUT}, "no rule accepts that a side did not answer"),
        ({"kind": Kind.DIED}, "no rule accepts that a side ended its process"),
        ({"kind": Kind.NOT_COMPARABLE}, "no rule accepts what nothing can compare"),
        ({"outcome": Outcome.UNSTEADY}, "the control differs from itself: a seed or a frozen clock comes before a rule"),
        ({"path": "$.a…"}, "its path is too long, or too odd, to be written as a pattern"),
        ({"path": "$.a\ud800"}, "its path is too long, or too odd, to be written as a pattern"),
        ({"control_type": "\udfff"}, "its path is too long, or too odd, to be written as a pattern"),
        ({"candidate_type": "\udfff"}, "its path is too long, or too odd, to be written as a pattern"),
        ({"path": "$.a["}, "its path cannot be written as a pattern"),
        ({"path": "nowhere"}, "its path cannot be written as a pattern"),
    ],
)  # fmt: skip
def test_what_no_rule_may_accept_says_why(change: dict[str, Any], why: str) -> None:
    """And no half of a rule is offered."""
    (one,) = offered(replace(s.group(), **change))
    assert one == Acceptance(None, why)


def test_only_what_differs_alike_at_the_place_is_named() -> None:
    """Of another kind, of other types, or accepted already: the rule would not accept it."""
    first = s.group(cause="a")
    others = (
        s.group(cause="b"),
        s.group(cause="c", kind=Kind.ORDER),
        s.group(cause="d", control_type="str"),
        s.group(cause="e", candidate_type="str"),
        s.group(cause="f", rule="known"),
        s.group("$.other", cause="g"),
    )
    told = offered(first, *others)
    named = f"# accepts as well what differs there alike: {others[0].signature}\n"
    assert (told[0].toml or "").startswith(named)
    assert all(not (one.toml or "").startswith("#") for one in told[2:])


def test_a_rule_of_one_group_alone_says_nothing_of_others() -> None:
    """And as many are offered as were asked for."""
    groups = [s.group(f"$.a{n}") for n in range(4)]
    assert [len(acceptances(groups, pair=None, expires=None, most=n)) for n in (0, 1, 4, 9)] == [
        0, 1, 4, 4,
    ]  # fmt: skip
    assert all((one.toml or "").startswith("[[rules]]\n") for one in offered(*groups))


@pytest.mark.parametrize(
    ("started", "end"),
    [
        ("2030-01-02T03:04:05+00:00", dt.date(2030, 1, 2) + dt.timedelta(DAYS)),
        ("2030-01-02", dt.date(2030, 4, 2)),
        ("", None),
        ("yesterday", None),
        ("9999-12-01", None),
        ("9999-10-02", dt.date(9999, 12, 31)),
    ],
)
def test_a_rule_ends_three_months_after_the_run(started: str, end: dt.date | None) -> None:
    """Where the run has a day, and the calendar that many."""
    assert rule_end(started) == end
