"""Each chosen difference, with both sides said out loud: what the old services do, and what we do."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from answers_of_tools import Tool, fails
from orchestrators.kit import Outcome, run

from switchover import orchestrators

legacy = pytest.importorskip("switchover.legacy", reason="the old services are gone")
ROOT = Path(__file__).parents[3]
ONCE = "config: { retry_policy: { maximum_attempts: 1 } }"


def both(
    text: str,
    data: Mapping[str, Any] | None = None,
    *,
    tools: Mapping[str, Tool] | None = None,
    signals: Iterable[tuple[str, Mapping[str, Any]]] = (),
) -> tuple[Outcome, Outcome]:
    """Run a workflow under the old services, and under the orchestrators."""
    sent = tuple(signals)
    old = run(text, data, system=legacy.services, tools=tools, signals=sent)
    new = run(text, data, system=orchestrators.services, tools=tools, signals=sent)
    return old, new


async def slow(call: Any) -> dict[str, Any]:
    """Give something, after so many seconds."""
    import asyncio

    await asyncio.sleep(call.input["seconds"])
    return {"slow": True}


def test_typed() -> None:
    """Old: a reference to a number or flag is its text. New: it keeps its type."""
    old, new = both(
        """
        id: flow
        tasks:
          - id: t
            type: basic
            tool: echo
            with: { n: "{{ .workflow.input.n }}", ok: "{{ .workflow.input.ok }}" }
        """,
        {"n": 0.95, "ok": True},
    )
    assert old.row("t").output == {"n": "0.95", "ok": "true"}
    assert new.row("t").output == {"n": 0.95, "ok": True}


FLAGS = [(True, "true"), (False, "false"), (0, "0"), (1, "1"), (2.5, "2.5")]


@pytest.mark.parametrize(("value", "printed"), FLAGS)
def test_a_flag_where_a_text_stands_is_its_word_on_both_sides(value: Any, printed: str) -> None:
    """A route, the next task, a child's id, a variable: false and zero found no route, and true took
    that of `1`."""
    sides = both(
        """
        id: flow
        tools: [{ id: echo, env: { OWN: "{{ .workflow.input.v }}" } }]
        tasks:
          - id: first
            type: router
            condition: "{{ .workflow.input.v }}"
            routes: { "true": each, "false": each, "0": each, "1": each, "2.5": each }
          - id: each
            type: collection
            items: ["{{ .workflow.input.v }}"]
            task: { id: "{{ .item }}", type: basic, tool: echo, env: { ITS: "{{ .item }}" }, with: { n: 1 } }
        """,
        {"v": value},
    )
    for side in sides:
        assert side.status == "SUCCESS"
        assert side.row("first").output["condition"] == printed
        assert side.row(printed).status.value == "SUCCESS"
        (call,) = side.tools.calls
        assert call.config["env"] == {"OWN": printed, "ITS": printed}


@pytest.mark.parametrize(("value", "printed"), FLAGS)
def test_a_flag_as_the_id_of_a_child_is_its_word(value: Any, printed: str) -> None:
    """In a container, where the old services kept the template, and we wrote Python's `True`."""
    _, new = both(
        """
        id: flow
        tools: [{ id: echo }]
        tasks:
          - id: all
            type: parallel
            tasks: [{ id: "{{ .workflow.input.v }}", type: basic, tool: echo }]
        """,
        {"v": value},
    )
    assert new.row(printed).status.value == "SUCCESS"


def test_flags() -> None:
    """Old: a flag written in `with` becomes a text. New: it stays a flag."""
    text = "{id: flow, tasks: [{id: t, type: basic, tool: echo, with: {on: true, n: 1}}]}"
    old, new = both(text)
    assert old.row("t").output == {"on": "true", "n": 1}
    assert new.row("t").output == {"on": True, "n": 1}


def test_typed_items() -> None:
    """Old: a number as all items is one text. New: one number."""
    old, new = both(
        """
        id: flow
        tasks:
          - id: all
            type: collection
            items: "{{ .workflow.input.n }}"
            task: { id: "c-{{ .index }}", type: basic, tool: echo, with: { kind: "{{ kindOf .item }}" } }
        """,
        {"n": 7},
    )
    assert old.tools.calls[0].input["kind"] == "string"
    assert new.tools.calls[0].input["kind"] == "float64"


def test_typed_filter() -> None:
    """Old: a filter that is the number zero is a text, and keeps. New: a number, and drops."""
    old, new = both(
        """
        id: flow
        tasks:
          - id: all
            type: collection
            items: [{ keep: 1 }, { keep: 0 }]
            filter: "{{ .item.keep }}"
            task: { id: "c-{{ .index }}", type: basic, tool: echo }
        """
    )
    assert [call.input["item"]["keep"] for call in old.tools.calls] == [1, 0]
    assert [call.input["item"]["keep"] for call in new.tools.calls] == [1]


def test_big_number() -> None:
    """Old: a reference to a large number is its shortest text. New: a number."""
    old, new = both(
        "{id: flow, tasks: [{id: t, type: basic, tool: echo,"
        " with: {big: '{{ .workflow.input.big }}'}}]}",
        {"big": 9007199254740993},
    )
    assert old.row("t").output == {"big": "9.007199254740992e+15"}
    assert new.row("t").output == {"big": 9007199254740992}


def test_blanks() -> None:
    """Old: conditions that differ in blanks share one compiled form. New: each has its own."""
    old, new = both(
        """
        id: flow
        tasks:
          - id: first
            type: wait
            wait_for: one
            timeout: 1m
            condition: signal.payload.text == "a b"
            on_success: { next: second }
          - id: second
            type: wait
            wait_for: two
            timeout: 1m
            condition: signal.payload.text == "a  b"
            on_timeout: late
          - { id: late, type: basic, tool: echo }
        """,
        signals=[("one", {"text": "a b"}), ("two", {"text": "a  b"})],
    )
    assert "late" in old.statuses()
    assert new.statuses() == {"first": "SUCCESS", "second": "SUCCESS"}


def test_order() -> None:
    """Old: children start in the order of their ids as text. New: in the order of the items."""
    old, new = both("""
        id: flow
        tasks:
          - id: all
            type: collection
            items: "[0,1,2,3,4,5,6,7,8,9,10]"
            mode: sequential
            task: { id: "item-{{ .index }}", type: basic, tool: echo }
        """)
    assert [call.input["index"] for call in old.tools.calls][:4] == [0, 1, 10, 2]
    assert [call.input["index"] for call in new.tools.calls] == list(range(11))


def test_handled() -> None:
    """Old: `on_error` of a failed task never runs. New: it does, and the workflow succeeds."""
    old, new = both(
        f"""
        id: flow
        tasks:
          - {{ id: t, type: basic, tool: bad, on_error: {{ next: repair }}, {ONCE} }}
          - {{ id: repair, type: basic, tool: echo }}
        """,
        tools={"bad": fails()},
    )
    assert (old.status, old.statuses()) == ("FAILED", {"t": "FAILED"})
    assert (new.status, new.statuses()) == ("SUCCESS", {"t": "FAILED", "repair": "SUCCESS"})


def test_router_row() -> None:
    """Old: a router that failed leaves no trace in its row. New: its row says why."""
    old, new = both(f"""
        id: flow
        tasks:
          - {{ id: r, type: router, condition: blue, routes: {{ red: t }}, {ONCE} }}
          - {{ id: t, type: basic, tool: echo }}
        """)
    assert (old.status, new.status) == ("FAILED", "FAILED")
    assert old.row("r").error is None
    error = new.row("r").error
    assert (new.row("r").status.value, error is not None) == ("FAILED", True)
    assert error is not None
    assert "'blue'" in error.message


RACE = f"""
id: flow
tasks:
  - id: race
    type: parallel
    strategy: race
    tasks:
      - {{ id: broken, type: basic, tool: bad, {ONCE} }}
      - {{ id: winner, type: basic, tool: slow, with: {{ seconds: 1 }} }}
      - {{ id: loser, type: basic, tool: slow, with: {{ seconds: 9 }} }}
"""


def test_race() -> None:
    """Old: the first result ends a race, and losers stay open. New: the first success, and the
    losers are canceled."""
    old, new = both(RACE, tools={"bad": fails(), "slow": slow})
    assert new.statuses() == {
        "race": "SUCCESS",
        "broken": "FAILED",
        "winner": "SUCCESS",
        "loser": "CANCELED",
    }
    assert old.statuses()["winner"] == "PENDING"
    assert old.statuses()["loser"] == "PENDING"


def test_fail_fast() -> None:
    """Old: failing fast waits for everyone. New: it ends with the failure, and cancels the rest."""
    old, new = both(
        RACE.replace("strategy: race", "strategy: fail_fast"), tools={"bad": fails(), "slow": slow}
    )
    assert [old.statuses()[name] for name in ("winner", "loser")] == ["SUCCESS", "SUCCESS"]
    assert [new.statuses()[name] for name in ("winner", "loser")] == ["CANCELED", "CANCELED"]
    assert (old.status, new.status) == ("FAILED", "FAILED")


def test_null_output() -> None:
    """Old: a child that gives nothing is waited for in vain. New: it has succeeded."""
    old, new = both(
        "{id: flow, tasks: [{id: fan, type: parallel, tasks: [{id: c, type: basic, tool: none}]}]}",
        tools={"none": lambda call: None},
    )
    assert old.status == "FAILED"
    assert (new.status, new.statuses()) == ("SUCCESS", {"fan": "SUCCESS", "c": "SUCCESS"})


def test_nested() -> None:
    """Old: a nested container has a second row, and its output is lost. New: one row, with it."""
    old, new = both("""
        id: flow
        tasks:
          - id: outer
            type: composite
            tasks:
              - { id: inner, type: composite, tasks: [{ id: c, type: basic, tool: echo }] }
        """)
    rows = [row for row in old.result.tasks if row.task_id == "inner"]
    assert [row.output is None for row in rows] == [True, False]
    inner = new.row("inner")
    assert inner.parent_state_id == new.row("outer").task_exec_id
    assert inner.output is not None


WAIT = """
id: flow
tasks:
  - id: hold
    type: wait
    wait_for: go
    timeout: 1m
    condition: "true"
    on_success: { next: after }
  - { id: after, type: basic, tool: echo }
"""


def test_wait() -> None:
    """Old: the row of a wait says SUCCESS from its beginning, and nothing of its end; out of time
    it goes on as if it had succeeded. New: the row says how it stands, and out of time it fails."""
    old, new = both(WAIT, signals=[("go", {"n": 1})])
    assert old.row("hold").output == {
        "wait_status": "waiting",
        "signal_name": "go",
        "has_processor": False,
    }
    output = new.row("hold").output
    assert output is not None
    assert (output["wait_status"], output["signal"]["payload"]) == ("completed", {"n": 1})
    old, new = both(WAIT)
    assert (old.status, old.statuses()) == ("SUCCESS", {"hold": "SUCCESS", "after": "SUCCESS"})
    assert (new.status, new.statuses()) == ("FAILED", {"hold": "FAILED"})


async def loads(call: Any) -> dict[str, Any]:
    """Give what was given, after a second."""
    await slow(call)
    return dict(call.input)


def test_siblings() -> None:
    """Old: a task below an item sees another item's row of its sibling. New: its own item's."""
    old, new = both(
        """
        id: flow
        tasks:
          - id: each
            type: collection
            items: "[0, 1, 2]"
            task:
              id: "c-{{ .index }}"
              type: composite
              tasks:
                - { id: load, type: basic, tool: load, with: { seconds: 1, text: "of {{ .item }}" } }
                - { id: use, type: basic, tool: echo, with: { text: "{{ .tasks.load.output.text }}" } }
        """,
        tools={"load": loads},
    )
    told = [
        sorted(call.input["text"] for call in each.tools.calls if call.id == "echo")
        for each in (old, new)
    ]
    assert told[1] == ["of 0", "of 1", "of 2"]
    assert told[0] != told[1]
    assert set(told[0]) <= {"of 2"}


def test_nested_ids() -> None:
    """Old: the id of a task below a collection's child is the template. New: it is rendered."""
    old, new = both("""
        id: flow
        tasks:
          - id: each
            type: collection
            items: "[0, 1]"
            mode: sequential
            task:
              id: "c-{{ .index }}"
              type: composite
              tasks: [{ id: "step-{{ .index }}", type: basic, tool: echo }]
        """)
    assert "step-{{ .index }}" in old.statuses()
    assert {"step-0", "step-1"} < set(new.statuses())


SECRET = "config: { env: { SECRET: s3cr3t } }"
MARK = "{{ .env.SECRET }}"


def test_data() -> None:
    """Old: an item that looks like a template is executed, and one that is none fails the whole.
    New: both arrive as they are."""
    text = f"""
        id: flow
        {SECRET}
        tasks:
          - id: each
            type: collection
            items: "{{{{ .workflow.input.xs }}}}"
            task: {{ id: "c-{{{{ .index }}}}", type: basic, tool: echo, with: {{ x: "{{{{ .item }}}}" }}, {ONCE} }}
        """
    old, new = both(text, {"xs": [MARK]})
    assert old.tools.calls[0].input["x"] == "s3cr3t"
    assert new.tools.calls[0].input == {"x": MARK, "item": MARK, "index": 0}
    old, new = both(text, {"xs": ["see {{docs}}"]})
    assert old.status == "FAILED"
    assert new.tools.calls[0].input["x"] == "see {{docs}}"


def test_data_of_a_signal() -> None:
    """Old: a signal's text is executed when a processor is given it. New: it arrives as it is."""
    old, new = both(
        f"""
        id: flow
        {SECRET}
        tasks:
          - id: hold
            type: wait
            wait_for: go
            timeout: 1m
            condition: "true"
            processor: {{ id: look, type: basic, tool: echo, with: {{ x: "{{{{ .signal.payload.x }}}}" }} }}
        """,
        signals=[("go", {"x": MARK})],
    )
    assert [side.tools.calls[0].input["x"] for side in (old, new)] == ["s3cr3t", MARK]


def test_data_of_a_condition() -> None:
    """Old: a router's condition that was rendered and names no route is executed as CEL. New: it
    names a route, or none."""
    old, new = both(
        f"""
        id: flow
        {SECRET}
        tasks:
          - {{ id: r, type: router, condition: "{{{{ .workflow.input.c }}}}", routes: {{ s3cr3t: t }}, {ONCE} }}
          - {{ id: t, type: basic, tool: echo }}
        """,
        {"c": "env.SECRET"},
    )
    assert (old.status, new.status) == ("SUCCESS", "FAILED")
    assert new.tools.calls == []


def test_collection_with() -> None:
    """Old: what a collection is given stands among the variables as it was written, and no child
    has it. New: it is rendered, and in the child's `with`."""
    old, new = both(
        """
        id: flow
        tasks:
          - id: each
            type: collection
            items: '["a"]'
            with: { dir: "{{ .workflow.input.d }}" }
            task: { id: "c-{{ .index }}", type: basic, tool: echo, with: { p: "{{ .dir }}/{{ .item }}" } }
        """,
        {"d": "src"},
    )
    assert old.tools.calls[0].input == {"p": "src/a", "item": "a", "index": 0}
    assert new.tools.calls[0].input == {"p": "src/a", "dir": "src", "item": "a", "index": 0}
    _, new = both(
        """
        id: flow
        tasks:
          - id: each
            type: collection
            items: '["a"]'
            with: { dir: src }
            task: { id: "c-{{ .index }}", type: basic, tool: echo, with: { p: "{{ .input.dir }}/{{ .item }}" } }
        """
    )
    assert new.tools.calls[0].input["p"] == "src/a"


def test_digits() -> None:
    """Old: texts of digits in a child's `with`, and the item, become numbers, with a loss where they
    must. New: they stay texts."""
    old, new = both(
        """
        id: flow
        tasks:
          - id: each
            type: collection
            items: "{{ .workflow.input.xs }}"
            task: { id: "c-{{ .index }}", type: basic, tool: echo, with: { x: "{{ .item }}", deep: ["{{ .item }}"] } }
        """,
        {"xs": ["1.50", "00123", "0.123456789123456789"]},
    )
    given = [[call.input for call in side.tools.calls] for side in (old, new)]
    assert [each["x"] for each in given[0]] == [1.5, 123, 0.12345678912345678]
    assert [each["item"] for each in given[0]] == [1.5, 123, 0.12345678912345678]
    for each, text in zip(given[1], ["1.50", "00123", "0.123456789123456789"], strict=True):
        assert (each["x"], each["item"], each["deep"]) == (text, text, [text])


@pytest.mark.parametrize("asked", ["env.A", "workflow.version", "tasks.first.type"])
def test_child_variables(asked: str) -> None:
    """Old: a collection's child sees neither the environment nor what configurations say. New: it
    sees what every other task sees."""
    old, new = both(
        f"""
        id: flow
        version: "2"
        config: {{ env: {{ A: a }} }}
        tasks:
          - {{ id: first, type: basic, tool: echo, on_success: {{ next: each }} }}
          - id: each
            type: collection
            items: '["a"]'
            task: {{ id: c, type: basic, tool: echo, with: {{ x: "{{{{ .{asked} }}}}" }} }}
        """
    )
    assert (old.status, new.status) == ("FAILED", "SUCCESS")
    assert new.tools.calls[1].input["x"] in {"a", "2", "basic"}


@pytest.mark.parametrize(
    ("kind", "asked", "answer"),
    [
        ("basic", "{{ .parent.id }}", "flow"),
        ("composite", "{{ len .children }}", "1"),
        ("composite", "{{ .progress.completed_count }}", 1),
        ("parallel", "{{ .summary.overall_status }}", "completed"),
    ],
)
def test_outputs_variables(kind: str, asked: str, answer: object) -> None:
    """Old: outputs see no parent, those of a composite no children, and nobody's the progress. New:
    they do."""
    tasks = "tool: echo" if kind == "basic" else "tasks: [{ id: c, type: basic, tool: echo }]"
    old, new = both(
        f"""
        id: flow
        tasks: [{{ id: t, type: {kind}, {tasks}, outputs: {{ x: "{asked}" }}, {ONCE} }}]
        """
    )
    assert (old.status, new.status) == ("FAILED", "SUCCESS")
    assert new.row("t").output == {"x": answer}


def test_unended_child() -> None:
    """Old: a child whose activity ran out of time stays open below a parent that ended. New: it
    has failed."""
    late = "config: { start_to_close_timeout: 1s, retry_policy: { maximum_attempts: 1 } }"
    old, new = both(
        f"""
        id: flow
        tasks:
          - id: fan
            type: parallel
            strategy: best_effort
            tasks:
              - {{ id: good, type: basic, tool: echo }}
              - {{ id: late, type: basic, tool: slow, with: {{ seconds: 9 }}, {late} }}
        """,
        tools={"slow": slow},
    )
    assert old.statuses()["late"] == "PENDING"
    assert new.statuses()["late"] == "FAILED"


def test_each_difference_is_shown_and_told() -> None:
    """Each chosen difference has a test here, and a section in the document."""
    plan = pytest.importorskip("switchover.migrations.plans.task_services.differences")
    told = set(re.findall(r"^## (\S+)", (ROOT / "docs/differences.md").read_text(), re.MULTILINE))
    ids = {chosen.id for chosen in plan.CHOSEN}
    assert {name for name in ids if f"test_{name.replace('-', '_')}" not in globals()} == set()
    assert ids - told == set()
