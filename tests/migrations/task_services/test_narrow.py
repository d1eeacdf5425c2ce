"""The rules of chosen differences accept what they mean, and no defect beside it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from switchover.migrations.plans.task_services import sides
from switchover.migrations.plans.task_services.pairs import plan
from switchover.shadow import compare

Document = dict[str, Any]


def put(*path: str | int, value: Any) -> Callable[[Document], None]:
    """Return what puts a value into a document at a path."""

    def spoil(document: Document) -> None:
        at: Any = document
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return spoil


def gone(*path: str | int) -> Callable[[Document], None]:
    """Return what removes a part of a document."""

    def spoil(document: Document) -> None:
        at: Any = document
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]

    return spoil


SIBLINGS, IDS = "collection-siblings", "collection-nested-ids"
CHILD, DIGITS, EDGES = "collection-child-variables", "collection-digits", "collection-retyped-edges"
OTHER = {"status": "SUCCESS"}
DEFECTS = {
    "another item's text reaches a tool": (
        SIBLINGS,
        put("calls", 3, "input", "text", value="of c"),
    ),
    "a row says another item's text": (
        SIBLINGS,
        put("rows", "item-0/use", "input", "text", value="of b"),
    ),
    "a tool gave another text": (
        SIBLINGS,
        put("rows", "item-1/use", "output", value={"text": "b"}),
    ),
    "a row succeeds too late": (SIBLINGS, put("rows", "each/item-0", "updated_at", value=3.0)),
    "a composite lost a count": (
        SIBLINGS,
        gone("rows", "each/item-2", "output", "progress_info", "failed_count"),
    ),
    "a row too many": (SIBLINGS, put("rows", "item-0/more", value=OTHER)),
    "a history of a row that is not there": (SIBLINGS, put("history", "more", value=[])),
    "something else is stored": (SIBLINGS, put("stored", "config:more", value={})),
    "what is stored dies early": (
        SIBLINGS,
        put("lives", "metadata:composite_metadata:each/item-0", value=[60.0, "run"]),
    ),
    "a step's metadata names one worker more": (
        SIBLINGS,
        put("stored", "metadata:composite_metadata:each/item-1", "max_workers", value=2),
    ),
    "the run has another output": (SIBLINGS, put("output", "use", "output", "text", value="of a")),
    "a nested id of another item": (IDS, put("output", "step-2", value={"output": {"text": "b"}})),
    "a nested row without input": (IDS, put("rows", "item-0/step-0", "input", value=None)),
    "a nested row of no parent": (IDS, put("second_rows", "step-0", value=OTHER)),
    "a nested configuration of another tool": (
        IDS,
        put("stored", "config:item-0/step-0", "tool", value="add"),
    ),
    "a row that waits in between": (
        IDS,
        put("history", "item-1/step-1", 0, "status", value="WAITING"),
    ),
    "another version": (CHILD, put("rows", "each/item-0", "input", "version", value="1")),
    "a call without the environment": (CHILD, put("calls", 1, "config", value={"id": "echo"})),
    "a call too many": (CHILD, lambda document: document["calls"].append(document["calls"][0])),
    "a child's configuration without its kind": (
        CHILD,
        gone("stored", "config:each/item-0", "with", "kind"),
    ),
    "another task's row": (CHILD, put("rows", "first", "output", value={"text": "two"})),
    "other digits": (
        DIGITS,
        put("rows", "each/item-0", "input", "account", value="9007199254740992"),
    ),
    "an index that is text": (EDGES, put("rows", "each/item-000", "input", "index", value="0")),
    "a number of another text": (EDGES, put("rows", "each/item-006", "input", "bare", value="5")),
    "a count that is text": (
        EDGES,
        put("rows", "each", "output", "collection_metadata", "skipped_count", value=""),
    ),
    "a flag turned round": (DIGITS, put("rows", "each/item-0", "input", "words", value=False)),
}


@pytest.mark.parametrize("what", DEFECTS)
def test_a_defect_beside_a_chosen_difference_is_reported(what: str) -> None:
    """No rule of the pair accepts it."""
    name, spoil = DEFECTS[what]
    pair = next(
        pair for pair in plan().pairs if (name, "alone") in [args for args, _ in pair.corpus]
    )
    old, new = sides.run_control(name), sides.run_candidate(name)
    assert [each for each in compare(old, new, rules=pair.rules) if each.rule is None] == []
    spoilt = deepcopy(new)
    spoil(spoilt)
    assert [each for each in compare(old, spoilt, rules=pair.rules) if each.rule is None]
