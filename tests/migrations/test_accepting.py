"""The rule that a report offers for a difference: put into the plan, it accepts that difference."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from switchover.migrations import find_plan, run_plans
from switchover.reports import PairRun
from switchover.reports.accepting import acceptances, rule_end

SIDES = """
import decimal, time

WHOLE = {"plain": 1, "odd \\x7f \\"key\\" 'x' [0] *": 1, "größe ☃": 1, "…": 1, "": 1, 7: 1, (1, 2): 1,
         "list": [1, 2, 3], "gone": 1, "typed": 1, "text": "a\\nb", "set": {1, 2}, "*": 1,
         "deep": {"a.b": [{"id": 1}]}, "tuple": (1, 2), "a" * 700: 1}


def old(case):
    if case == "raises":
        return 1
    if case == "raises too":
        raise ValueError("no 'x' in 7")
    if case == "both":
        raise ValueError("old")
    if case == "hangs":
        return 1
    return WHOLE if case == "whole" else {"many": {f"key{case}": 1}}


def new(case):
    if case == "raises":
        raise LookupError('"quoted" \\\\ back')
    if case == "raises too":
        return None
    if case == "both":
        raise KeyError("new")
    if case == "hangs":
        time.sleep(60)
    if case != "whole":
        return {"many": {f"key{case}": 2}}
    return {**{key: 2 for key in WHOLE}, "list": [1, 9], "typed": decimal.Decimal(1),
            "text": "a\\nc", "set": {1, 3}, "deep": {"a.b": [{"id": 2}]}, "tuple": [1, 2],
            "new": 1} | {"gone": 2}
"""


def plan_text(pairs: tuple[str, ...]) -> str:
    """A plan of these pairs, all of the same sides."""
    told = [
        f'[[pairs]]\nname = "{name}"\ncontrol = "accepted_sides:old"\n'
        'candidate = "accepted_sides:new"\ncorpus = "cases.jsonl"\n'
        for name in pairs
    ]
    return "\n".join(['name = "plan"\nchecks = ["shadow"]\ntimeout = 1\n', *told])


def compared(folder: Path, text: str) -> tuple[PairRun, ...]:
    """Compare what a plan says."""
    (folder / "switchover.toml").write_text(text, encoding="utf-8")
    plan = find_plan(str(folder / "switchover.toml"))
    return run_plans([plan], out=folder / "out").plans[0].pairs


@pytest.mark.skipif(sys.platform == "win32", reason="sides run in processes of their own")
def test_every_rule_that_is_offered_accepts_its_difference(tmp_path: Path) -> None:
    """Of every kind of difference, at odd places; what no rule may accept says why."""
    (tmp_path / "accepted_sides.py").write_text(SIDES, encoding="utf-8")
    cases = ["whole", "raises", "raises too", "both", "hangs", *(str(n) for n in range(25))]
    lines = (json.dumps({"args": [case]}) for case in cases)
    (tmp_path / "cases.jsonl").write_text("\n".join(lines), encoding="utf-8")
    text = plan_text(("one", "größe 2"))
    before = compared(tmp_path, text)
    offered = {
        pair.name: acceptances(pair.shadow.groups, pair=pair.name, expires=rule_end("2999-01-01"))
        for pair in before
        if pair.shadow
    }
    refused = {one.why_not for ways in offered.values() for one in ways if one.toml is None}
    assert refused == {
        "no rule accepts that a side did not answer",
        "its path is too long, or too odd, to be written as a pattern",
    }
    rules = [one.toml for ways in offered.values() for one in ways if one.toml is not None]
    assert len(rules) > 30
    after = compared(tmp_path, "\n\n".join([text, *rules]))
    for was, now in zip(before, after, strict=True):
        assert was.shadow is not None
        assert now.shadow is not None
        ways = zip(was.shadow.groups, offered[was.name], strict=True)
        left = {group.signature for group, way in ways if way.toml is None}
        assert {group.signature for group in now.shadow.groups if group.rule is None} == left
        used = {use.id for use in now.shadow.rules if use.hits}
        told = {group.rule for group in now.shadow.groups if group.rule is not None}
        assert told == used
