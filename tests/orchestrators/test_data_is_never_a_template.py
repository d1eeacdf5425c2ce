"""Texts that look like templates, put wherever data comes in, for every type of task: they arrive as
they are, and nothing that they name is found anywhere."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from answers_of_tools import Tool
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from orchestrators.kit import Outcome, run

from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.orchestrators.collection.retyping import retyped

SECRET = "s3cr3t"
MARKS = (
    "{{ .env.SECRET }}",
    "{{.env.SECRET}}",
    "x {{ .env.SECRET }} y",
    "{{ toJson . }}",
    '{{ printf "%v" $ }}',
    "see {{docs}}",
    "{{",
    "}} {{ end }} {{",
    "{{ range until 99999999 }}x{{ end }}",
)
HEAD = f"id: flow\nconfig: {{ env: {{ SECRET: {SECRET} }} }}\ntasks:\n"
ONCE = "config: { retry_policy: { maximum_attempts: 1 } }"


def given_back(mark: str) -> Mapping[str, Tool]:
    """Tools that give the mark, in its bare text, inside maps and lists, and as a key."""

    def give(_: ToolCall) -> Any:
        return {"t": mark, "deep": {"list": [mark, {mark: mark}]}, mark: mark}

    def fail(_: ToolCall) -> Any:
        raise EngineError("TOOL", mark, details={"said": mark})

    return {"give": give, "fail": fail}


def everything(done: Outcome) -> str:
    """All that a run has left behind or handed out, but the environment that tools are to have."""
    rows = [(r.task_id, r.input, r.output, r.error, r.action_id) for r in done.result.tasks]
    calls = [(c.kind, c.id, c.action, c.input, _without_env(c)) for c in done.tools.calls]
    return repr((done.result.output, done.result.error, rows, calls))


def _without_env(call: ToolCall) -> dict[str, Any]:
    return {key: value for key, value in call.config.items() if key != "env"}


def told(done: Outcome, tool: str = "echo") -> list[dict[str, Any]]:
    return [call.input for call in done.tools.calls if call.id == tool]


WORKFLOWS: dict[str, str] = {
    "input": """
  - { id: t, type: basic, tool: echo, with: { x: "{{ .workflow.input.m }}", l: ["{{ .workflow.input.m }}"],
      s: "<{{ .workflow.input.m }}>" } }
""",
    "a tool's answer": """
  - { id: g, type: basic, tool: give, on_success: { next: t } }
  - { id: t, type: basic, tool: echo, with: { x: "{{ .tasks.g.output.t }}", all: "{{ .tasks.g.output }}" } }
""",
    "outputs": """
  - { id: g, type: basic, tool: give, outputs: { x: "{{ .output.t }}", deep: "{{ .output.deep }}" }, on_success: { next: t } }
  - { id: t, type: basic, tool: echo, with: { x: "{{ .tasks.g.output.x }}", d: "{{ .tasks.g.output.deep }}" } }
""",
    "transitions": """
  - { id: t, type: basic, tool: echo, with: { x: "{{ .workflow.input.m }}" },
      on_success: { next: "{{ .workflow.input.m }}", with: { y: "{{ .workflow.input.m }}" } },
      on_error: { next: t, with: { y: "{{ .workflow.input.m }}" } } }
""",
    "an error's text": """
  - { id: g, type: basic, tool: fail, on_error: { next: t }, ONCE }
  - { id: t, type: basic, tool: echo, with: { x: "{{ .tasks.g.error.message }}", e: "{{ .tasks.g.error }}" } }
""",
    "env": """
  - { id: t, type: basic, tool: echo, env: { M: "{{ .workflow.input.m }}" }, with: { x: "{{ .workflow.input.m }}" } }
""",
    "an agent and its action": """
  - { id: t, type: basic, action: ask, agent: { id: echo, instructions: "{{ .workflow.input.m }}",
      with: { x: "{{ .workflow.input.m }}" },
      actions: [{ id: ask, prompt: "{{ .workflow.input.m }}", with: { y: "{{ .workflow.input.m }}" } }] } }
""",
    "an item": """
  - id: each
    type: collection
    items: "{{ .workflow.input.ms }}"
    task: { id: "c-{{ .index }}", type: basic, tool: echo, with: { x: "{{ .item }}", l: ["{{ .item }}"] } }
""",
    "a field of an item, and outputs": """
  - id: each
    type: collection
    items: "{{ .workflow.input.maps }}"
    item_var: it
    task: { id: "c-{{ .index }}", type: basic, tool: echo, with: { x: "{{ .it.f }}" },
      outputs: { x: "{{ .output.x }}", it: "{{ .it.f }}", all: "{{ .it }}" } }
    outputs: { all: "{{ .output }}", kids: "{{ .children }}" }
    on_success: { next: t }
  - { id: t, type: basic, tool: echo, with: { x: "{{ .workflow.input.m }}", a: "{{ .tasks.each.output }}" } }
""",
    "keys of a map as items": """
  - id: each
    type: collection
    items: "{{ .workflow.input.keyed }}"
    filter: '{{ ne .item.key "" }}'
    task: { id: "c-{{ .index }}", type: basic, tool: echo, with: { x: "{{ .item.key }}", v: "{{ .item.value }}" } }
""",
    "an id, an action and a tool's name": """
  - id: each
    type: collection
    items: "{{ .workflow.input.ms }}"
    task: { id: "c-{{ .item }}", type: basic, action: "{{ .item }}", env: { A: "{{ .item }}" }, with: { x: "{{ .item }}" } }
""",
    "what a collection is given": """
  - id: each
    type: collection
    items: '["a"]'
    with: { g: "{{ .workflow.input.m }}", l: ["{{ .workflow.input.m }}"] }
    task: { id: "c-{{ .index }}", type: basic, tool: echo, with: { x: "{{ .input.g }}", y: "{{ .g }}" } }
""",
    "tasks below an item": """
  - id: each
    type: collection
    items: "{{ .workflow.input.ms }}"
    with: { g: "{{ .workflow.input.m }}" }
    task:
      id: "c-{{ .index }}"
      type: composite
      tasks:
        - { id: "a-{{ .index }}", type: basic, tool: echo, with: { x: "{{ .item }}", g: "{{ .input.g }}" } }
        - { id: p, type: parallel, tasks: [{ id: "b-{{ .item }}", type: basic, tool: echo, with: { x: "{{ .item }}" },
            outputs: { x: "{{ .output.x }}", i: "{{ .item }}" } }] }
        - id: inner
          type: collection
          items: "{{ .workflow.input.maps }}"
          item_var: in
          task: { id: "d-{{ .index }}", type: basic, tool: echo, with: { x: "{{ .in.f }}", o: "{{ .item }}" } }
""",
    "a parallel's children": """
  - id: p
    type: parallel
    tasks:
      - { id: g, type: basic, tool: give }
      - { id: t, type: basic, tool: echo, with: { x: "{{ .workflow.input.m }}" } }
    outputs: { all: "{{ .output }}", g: "{{ .output.g.t }}" }
    on_success: { next: u }
  - { id: u, type: basic, tool: echo, with: { x: "{{ .tasks.p.output.output.g }}", c: "{{ .tasks.p.children }}" } }
""",
    "an aggregate": """
  - { id: g, type: basic, tool: give, on_success: { next: a } }
  - { id: a, type: aggregate, outputs: { x: "{{ .tasks.g.output.t }}", all: "{{ .tasks.g.output }}" }, on_success: { next: t } }
  - { id: t, type: basic, tool: echo, with: { x: "{{ .tasks.a.output.x }}", all: "{{ .tasks.a.output }}" } }
""",
    "a signal and its processor": """
  - id: hold
    type: wait
    wait_for: go
    timeout: 1m
    condition: has(signal.payload.m)
    processor: { id: look, type: basic, tool: echo, with: { x: "{{ .signal.payload.m }}", all: "{{ .signal.payload }}" },
      outputs: { x: "{{ .output.x }}" } }
    on_success: { next: t }
  - { id: t, type: basic, tool: echo, with: { x: "{{ .tasks.hold.output.signal.payload.m }}", o: "{{ .tasks.hold.output }}" } }
""",
    "a signal's collection": """
  - id: hold
    type: wait
    wait_for: go
    timeout: 1m
    condition: "true"
    processor:
      id: look
      type: composite
      tasks: [{ id: t, type: basic, tool: echo, with: { x: "{{ .workflow.input.m }}" } }]
""",
    "a signal task": """
  - { id: s, type: signal, signal: { id: out, payload: { x: "{{ .workflow.input.m }}" } }, on_success: { next: t } }
  - { id: t, type: basic, tool: echo, with: { x: "{{ .workflow.input.m }}" } }
""",
    "a route's task": """
  - id: r
    type: router
    condition: "here"
    routes:
      here: { id: t, type: basic, tool: echo, with: { x: "{{ .workflow.input.m }}" }, outputs: { x: "{{ .output.x }}" } }
""",
    "a route's container": """
  - id: r
    type: router
    condition: "here"
    routes:
      here: { id: c, type: composite, tasks: [{ id: t, type: basic, tool: echo, with: { x: "{{ .workflow.input.m }}" } }] }
""",
    "a route's router": """
  - id: r
    type: router
    condition: "here"
    routes:
      here:
        id: again
        type: router
        condition: "{{ .workflow.input.m }}"
        routes: { "{{ .env.SECRET }}": t, x: t }
        on_error: { next: t }
        ONCE
  - { id: t, type: basic, tool: echo, with: { x: "{{ .workflow.input.m }}" } }
""",
}


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("name", WORKFLOWS)
def test_it_arrives_as_it_is(name: str, mark: str) -> None:
    """The tool gets the very text, and what it names is in no row, call, output or error."""
    text = HEAD + WORKFLOWS[name].replace("ONCE", ONCE)
    data = {"m": mark, "ms": [mark], "maps": [{"f": mark}], "keyed": {mark: mark}}
    done = run(text, data, tools=given_back(mark), signals=[("go", {"m": mark, "l": [mark]})])
    calls = [call.input for call in done.tools.calls if "x" in call.input]
    assert calls, (done.result.error, done.statuses())
    assert [given["x"] for given in calls if given["x"] != mark] == []
    assert SECRET not in everything(done)
    if name != "a route's router":
        assert done.status == "SUCCESS", done.result.error


@pytest.mark.parametrize("mark", MARKS)
def test_a_workflows_outputs(mark: str) -> None:
    """What a workflow gives is what its tasks gave."""
    text = (
        HEAD
        + '  - { id: g, type: basic, tool: give }\noutputs: { x: "{{ .tasks.g.output.t }}", all: "{{ .tasks.g.output }}" }'
    )
    done = run(text, {}, tools=given_back(mark))
    assert done.output["x"] == mark
    assert done.output["all"]["deep"] == {"list": [mark, {mark: mark}]}
    assert SECRET not in everything(done)


@pytest.mark.parametrize(
    "said", ["env.SECRET", '"ro" + "ute"', "tasks", "true ? env.SECRET : env.SECRET"]
)
def test_a_condition_that_is_data_is_no_expression(said: str) -> None:
    """A router whose condition was rendered takes it for the name of a route, and for nothing else."""
    text = (
        HEAD
        + f"""
  - {{ id: r, type: router, condition: "{{{{ .workflow.input.c }}}}", routes: {{ route: t, {SECRET}: t }}, {ONCE} }}
  - {{ id: t, type: basic, tool: echo }}
"""
    )
    done = run(text, {"c": said})
    assert done.status == "FAILED"
    assert done.tools.calls == []
    assert f"'{SECRET}'" not in str(done.result.error)


@pytest.mark.parametrize(
    ("name", "sent", "met"),
    [
        ("Ada", "Ada", True),
        ("Ada", "Bob", False),
        ('" || "a" == "a', "Bob", False),
        ('" || "a" == "a', '" || "a" == "a', True),
        ('it\'s \\ "x" `y`\n', 'it\'s \\ "x" `y`\n', True),
        ("\\", "\\", True),
    ],
)
def test_data_in_a_waits_condition_stays_in_its_text(name: str, sent: str, met: bool) -> None:
    """What a template gives inside a text of a condition is a part of that text, quotes and all."""
    text = (
        HEAD
        + """
  - { id: hold, type: wait, wait_for: go, timeout: 1m, on_timeout: late, on_success: { next: there },
      condition: 'signal.payload.n == "{{ .workflow.input.n }}"' }
  - { id: there, type: basic, tool: echo }
  - { id: late, type: basic, tool: echo }
"""
    )
    done = run(text, {"n": name}, signals=[("go", {"n": sent})])
    assert set(done.statuses()) == {"hold", "there" if met else "late"}


def test_a_waits_condition_cannot_be_data() -> None:
    """A condition that a template gives as a whole would be somebody else's expression."""
    text = (
        HEAD
        + """
  - { id: hold, type: wait, wait_for: go, timeout: 1m, condition: "{{ .workflow.input.c }}" }
"""
    )
    done = run(text, {"c": "true"}, signals=[("go", {})])
    assert done.status == "FAILED"
    assert "between quotes" in str(done.result.error)


def test_a_condition_that_an_author_wrote_is_an_expression() -> None:
    """A router's condition without a template is CEL where it names no route."""
    text = (
        HEAD
        + """
  - { id: r, type: router, condition: workflow.input.c, routes: { here: t } }
  - { id: t, type: basic, tool: echo }
"""
    )
    assert run(text, {"c": "here"}).statuses() == {"r": "SUCCESS", "t": "SUCCESS"}


PIECES = st.lists(
    st.sampled_from(
        [
            "{{",
            "}}",
            " ",
            ".env.SECRET",
            ".item",
            "|",
            "`",
            '"',
            "a",
            "{{ .env.SECRET }}",
            "\n",
            "{",
            "}",
        ]
    ),
    max_size=6,
).map("".join)


@settings(max_examples=60)
@given(PIECES)
def test_any_text_at_all(mark: str) -> None:
    """Whatever a text is put together from, it reaches the tool below an item as that text."""
    assume(retyped({"x": mark})["x"] == mark)
    text = HEAD + WORKFLOWS["tasks below an item"]
    done = run(text, {"m": mark, "ms": [mark], "maps": [{"f": mark}]})
    assert done.status == "SUCCESS", done.result.error
    assert {given["x"] for given in told(done)} == {mark}
    assert SECRET not in everything(done)


LEAKS = (
    "an item",
    "a field of an item, and outputs",
    "keys of a map as items",
    "tasks below an item",
    "a signal and its processor",
    "a route's task",
)


@pytest.mark.parametrize("name", LEAKS)
def test_the_old_services_execute_it(name: str) -> None:
    """Both sides: where the old services give the secret away (D-70), or fail of it."""
    legacy = pytest.importorskip("switchover.legacy", reason="the old services are gone")
    mark = MARKS[0]
    text = HEAD + WORKFLOWS[name].replace("ONCE", ONCE)
    data = {"m": mark, "ms": [mark], "maps": [{"f": mark}], "keyed": {mark: mark}}
    signals = [("go", {"m": mark, "l": [mark]})]
    done = run(text, data, system=legacy.services, tools=given_back(mark), signals=signals)
    assert SECRET in everything(done)


KEPT = """
id: flow
tasks:
  - { id: w, type: wait, wait_for: "{{ .workflow.input.no }}", condition: "true", timeout: 1s, on_timeout: s }
  - { id: s, type: signal, signal: { id: "{{ .workflow.input.no }}" }, on_success: { next: p } }
  - { id: p, type: parallel, strategy: "{{ .workflow.input.no }}", on_success: { next: a },
      tasks: [{ id: "x{{ .workflow.input.no }}", type: basic, tool: echo }] }
  - { id: a, type: basic, action: "{{ .workflow.input.no }}" }
"""


def test_a_template_that_yields_nothing_is_a_text_in_every_row() -> None:
    """What keeps its template for want of a value keeps its text: stores write texts alone."""
    done = run(KEPT, {"no": ""})
    assert (done.status, done.result.error) == ("SUCCESS", None)
    rows = msgspec.json.encode(done.result.tasks)
    assert rows.count(b"{{ .workflow.input.no }}") >= 4
    assert msgspec.json.encode([(call.id, call.action, call.input) for call in done.tools.calls])
