"""Basic tasks and aggregates: contexts, execution, responses."""

from __future__ import annotations

from typing import Any

import pytest
from answers_of_tools import fails
from legacy.kit import Outcome, run

from switchover.engine.context import ToolCall
from switchover.engine.states import Status


def one(task: str, data: dict[str, Any] | None = None, head: str = "", **kwargs: Any) -> Outcome:
    """Run a workflow of one task `t`, and one `after` for its transitions."""
    return run(
        f"""
id: w
version: 1.2.3
{head}
tasks:
  - {{id: t, {task}}}
  - {{id: after, type: basic, tool: echo}}
  - {{id: handler, type: basic, tool: echo}}
""",
        data,
        **kwargs,
    )


ECHO = "type: basic, tool: echo"


def seen(task: str, data: dict[str, Any] | None = None, head: str = "") -> dict[str, Any]:
    """What the one task's tool was given."""
    return one(f"{ECHO}, {task}", data, head).tools.calls[0].input


def test_v59_outputs_wait_for_the_execution() -> None:
    """V59: `with` is rendered before the task runs, `outputs` after."""
    task = 'with: {city: "{{ .workflow.input.city }}"}, outputs: {t: "{{ .output.temperature }}"}'
    found = one(
        f"{ECHO}, {task}", {"city": "Seattle"}, tools={"echo": lambda _: {"temperature": 3}}
    )
    assert found.tools.calls[0].input == {"city": "Seattle"}
    assert found.row("t").output == {"t": "3"}


def test_v60_component_sees_the_merged_env() -> None:
    """V60, D-21: an agent's texts see the task's env over the workflow's."""
    agent = 'agent: {id: a, env: {M: "{{ .env.MODE | default \\"production\\" }}"}}, action: go'
    head = "config: {env: {MODE: release, OTHER: x}}"
    found = one(f"type: basic, env: {{MODE: debug}}, {agent}", head=head)
    assert found.tools.calls[0].config["env"] == {"MODE": "debug", "OTHER": "x", "M": "debug"}


def test_v49_numbers_of_children_become_text() -> None:
    """V49, D-1: a number reached through a container's output is text."""
    found = run(
        """
id: w
tasks:
  - {id: P, type: parallel, tasks: [{id: C, type: basic, tool: sure}], on_success: {next: t}}
  - {id: t, type: basic, tool: echo, with: {score: "{{ .tasks.P.output.C.output.confidence }}"}}
""",
        tools={"sure": lambda _: {"confidence": 0.95}},
    )
    assert found.row("t").output == {"score": "0.95"}


def test_v51_configuration_of_tasks_is_visible() -> None:
    """V51, D-22: the fields of another task's configuration can be read; a flag is text."""
    found = run("""
id: w
tasks:
  - {id: collector, type: basic, tool: echo, final: true, on_success: {next: t}}
  - id: t
    type: basic
    tool: echo
    with: {final: "{{ .tasks.collector.final }}", type: "{{ .tasks.collector.type }}"}
""")
    assert found.row("t").output == {"final": "true", "type": "basic"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{ .workflow.input.n }}", "7"),
        ("{{ .workflow.input.flag }}", "true"),
        ("{{ .workflow.input.map }}", {"a": 1}),
        ("{{ .workflow.version }}", "1.2.3"),
        ("{{ .parent.input.n }}", "7"),
        ("{{ .workflow.id }}", "w"),
        ("{{ .input.plain }}", "p"),
        ("{{ .env.A }}", "1"),
        ('[{{ .workflow.input.n }}, "x"]', [7, "x"]),
    ],
)
def test_values_a_task_sees(text: str, value: Any) -> None:
    """2.2, 2.5, D-1, D-23, D-24: references turn scalars into text; the parent is the workflow."""
    data = {"n": 7, "flag": True, "map": {"a": 1}}
    task = f"with: {{plain: p, got: '{text}'}}"
    assert seen(task, data, "config: {env: {A: '1'}}")["got"] == value


def test_d2_flags_in_with_become_text() -> None:
    """D-2: a flag inside `with` turns into text, other scalars stay."""
    assert seen("with: {a: true, b: [false], c: 1, d: null, e: 1.5}") == {
        "a": "true",
        "b": ["false"],
        "c": 1,
        "d": None,
        "e": 1.5,
    }


@pytest.mark.parametrize("name", ["outputs", "output", "agent", "tool"])
def test_names_are_skipped_inside_with_too(name: str) -> None:
    """2.3: the filter matches names at any depth, so `with` may keep a template."""
    text = "{{ .workflow.id }}"
    assert seen(f'with: {{{name}: "{text}", x: "{text}"}}') == {name: text, "x": "w"}


def test_item_variables_are_lifted() -> None:
    """2.5: `item` and `index` of a task's own `with` stand at the top."""
    found = one(
        f'{ECHO}, with: {{item: a, index: 2}}, outputs: {{x: "{{{{ .item }}}}{{{{ .index }}}}"}}'
    )
    assert found.row("t").output == {"x": "a2"}


def test_blank_action_keeps_its_template() -> None:
    """1.7: a scalar that renders to nothing keeps its template."""
    found = one('type: basic, action: "{{ .workflow.input.none }}"', {"none": ""})
    assert found.tools.calls[0].id == "{{ .workflow.input.none }}"


@pytest.mark.parametrize("on_error", ["", ", on_error: {next: handler}"])
def test_v128_failing_main_task_fails_the_workflow(on_error: str) -> None:
    """V128: a main basic task that fails takes the workflow with it, on_error or not."""
    found = one(f"{ECHO}{on_error}", tools={"echo": fails("forced")})
    assert found.status == "FAILED"
    assert found.rows("handler") == []
    errors = {row.error.message for row in found.rows("t") if row.error}
    assert errors == {"forced"}


def test_d54_each_attempt_is_a_row() -> None:
    """D-54: three attempts make three rows; the last one counts."""
    answers = iter([True, True, False, False])

    def flaky(request: ToolCall) -> Any:
        return fails()(request) if next(answers) else {"ok": 1}

    found = one(f"{ECHO}, on_success: {{next: after}}", tools={"echo": flaky})
    assert found.row("after").status is Status.SUCCESS
    assert [row.status.value for row in found.rows("t")] == ["FAILED", "FAILED", "SUCCESS"]
    assert found.status == "SUCCESS"


def test_d9_error_of_a_failed_task_has_a_code() -> None:
    """D-9: the row of a failed task says `execution_error`."""
    error = one(ECHO, tools={"echo": fails("no")}).rows("t")[0].error
    assert error is not None
    assert (error.code, error.message) == ("execution_error", "no")


def test_nothing_to_run_is_an_error() -> None:
    """4.2: a basic task without agent, tool and action fails."""
    error = one("type: basic").rows("t")[0].error
    assert error is not None
    assert "'t'" in error.message


def test_agent_needs_an_action() -> None:
    error = one("type: basic, agent: someone").rows("t")[0].error
    assert error is not None
    assert "action" in error.message


def test_only_the_chosen_action_is_rendered() -> None:
    """4.2: an agent's other actions may mention tasks that have not run."""
    head = """
agents:
  - id: helper
    instructions: "for {{ .parent.id }}"
    actions:
      - {id: go, prompt: "in {{ .input.city }}", output: {type: object, required: [a]}}
      - {id: later, prompt: "{{ .tasks.unknown.output }}"}
"""
    found = one("type: basic, agent: helper, action: go, with: {city: Oslo}", head=head)
    (call,) = found.tools.calls
    assert (call.kind, call.id, call.action) == ("agent", "helper", "go")
    assert call.config["instructions"] == "for t"
    assert call.config["action"]["prompt"] == "in Oslo"
    assert call.output_schema == {"type": "object", "required": ["a"]}
    row = found.row("t")
    assert (row.component, row.agent_id, row.action_id) == ("agent", "helper", "go")


def test_row_of_a_component_has_what_the_tool_was_given() -> None:
    """The row's input is the task's `with` over the tool's own; D-25 is mended."""
    found = one("type: basic, tool: {id: mine, with: {a: 1}}, with: {b: 2}")
    assert found.tools.calls[0].input == {"a": 1, "b": 2}
    row = found.row("t")
    assert (row.component, row.tool_id, row.input) == ("tool", "mine", {"a": 1, "b": 2})


def test_tool_that_gives_no_map() -> None:
    """A row's output is a map; another value stands under `result`, and nothing is nothing."""
    assert one(ECHO, tools={"echo": lambda _: [1]}).row("t").output == {"result": [1]}
    assert one(ECHO, tools={"echo": lambda _: None}).row("t").output is None


def test_outputs_of_nothing_are_nothing() -> None:
    """5.2: without an output there is nothing to transform."""
    found = one(f"{ECHO}, outputs: {{a: b}}", tools={"echo": lambda _: None})
    assert found.row("t").output is None


def test_failing_outputs_fail_the_task() -> None:
    """5.1: a transformation that fails turns the task into a failure."""
    found = one(f'{ECHO}, outputs: {{a: "{{{{ .output.no }}}}"}}, on_error: {{next: handler}}')
    error = found.row("t").error
    assert error is not None
    assert "field 'a'" in error.message
    assert found.row("handler").status is Status.SUCCESS
    assert found.status == "FAILED"


@pytest.mark.parametrize("fail", [False, True])
def test_broken_transition_breaks_both_paths(fail: bool) -> None:
    """1.4: a template in either transition is rendered whatever the outcome."""
    task = f"{ECHO}, on_success: {{next: after, with: {{x: '{{{{ .no.such }}}}'}}}}"
    found = one(f"{task}, on_error: {{next: handler}}", tools={"echo": fails()} if fail else None)
    assert found.status == "FAILED"
    assert not found.rows("after")
    assert not found.rows("handler")


def test_transition_with_reaches_nobody() -> None:
    """1.4: what stands under `with` of a transition is rendered and dropped."""
    found = one(f"{ECHO}, on_success: {{next: after, with: {{x: 1}}}}")
    assert found.row("after").output == {}


def test_params_fail_after_the_row_exists() -> None:
    """V29, 4.0: input that does not fit its schema is an error; the row stays, its config not."""
    schema = "input: {type: object, required: [name]}"
    found = one(f"{ECHO}, {schema}, with: {{age: 42}}")
    assert found.status == "FAILED"
    assert found.result.error is not None
    assert "name" in found.result.error.message
    assert found.rows("t")
    assert found.tools.calls == []


AGGREGATE = """
id: w
tasks:
  - {id: a, type: basic, tool: echo, with: {x: 5}, on_success: {next: sum}}
  - id: sum
    type: aggregate
    outputs: {OUTPUTS}
    MORE
"""


def aggregate(outputs: str, more: str = "") -> Outcome:
    return run(AGGREGATE.replace("{OUTPUTS}", outputs).replace("MORE", more))


def test_v20_aggregate_is_basic_and_renders_others() -> None:
    """V20: an aggregate's execution type is basic; its outputs see the other tasks."""
    row = aggregate("{x: '{{ .tasks.a.output.x }}'}").row("sum")
    assert (row.execution_type, row.output) == ("basic", {"x": "5"})


def test_d47_aggregate_renders_twice() -> None:
    """D-47: the second rendering sees the first one's result; the first one sees nothing."""
    text = '{{ if hasKey .output "x" }}second{{ else }}first{{ end }}'
    assert aggregate(f"{{x: '{text}'}}").row("sum").output == {"x": "second"}
    found = aggregate("{x: a, y: '{{ .output.x }}'}")
    assert {row.status for row in found.rows("sum")} == {Status.FAILED}
    assert found.status == "FAILED"


def test_aggregate_schema_is_enforced() -> None:
    """4.8: an aggregate's output schema is checked on what the first rendering gave."""
    good = aggregate("{x: '5'}", "output: {type: object, required: [x]}")
    assert good.status == "SUCCESS"
    bad = aggregate("{x: '5'}", "output: {type: object, required: [y]}")
    error = bad.rows("sum")[0].error
    assert error is not None
    assert "'y'" in error.message


def test_failing_aggregate_follows_on_error() -> None:
    """5.1: unlike a basic task an aggregate's failure is handled by on_error."""
    more = "on_error: {next: a}"
    found = aggregate("{x: '{{ .no.such }}'}", more.replace("next: a", "next: nowhere"))
    assert found.row("sum").status is Status.FAILED
    assert found.result.error is None
