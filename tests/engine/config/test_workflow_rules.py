"""What is said about a whole workflow: every violation at once, each where it stands."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from switchover.engine.config import (
    ConfigError,
    Problem,
    TaskTypes,
    check_files,
    engine_types,
    parse_workflow,
    read_workflow,
    validate_workflow,
    workflow_problems,
)
from switchover.engine.errors import EngineError

HEAD = "id: w\ntasks: [{id: a, tool: t}]\n"


@pytest.fixture(scope="module")
def types() -> TaskTypes:
    return engine_types()


def found(types: TaskTypes, text: str) -> list[Problem]:
    return list(workflow_problems(parse_workflow(text, types, name="w.yaml")))


def check(types: TaskTypes, text: str, *expected: str) -> None:
    """Each expected entry is `line:column CODE`, warnings in lower case."""
    seen = []
    for problem in found(types, text):
        code = problem.code if problem.severity == "error" else problem.code.lower()
        assert problem.position is not None
        seen.append(f"{problem.position.line}:{problem.position.column} {code}")
    assert seen == list(expected)


def test_a_sound_workflow_has_no_problems(types: TaskTypes) -> None:
    """Nothing is said about a workflow with nothing wrong."""
    check(types, HEAD)


@pytest.mark.parametrize(
    ("trigger", "expected"),
    [
        pytest.param("- {type: unsupported, name: n}", "4:10 TRIGGER_TYPE", id="V31-type"),
        pytest.param('- {type: signal, name: ""}', "4:24 TRIGGER_NAME", id="V31-name"),
        pytest.param(
            "- {type: signal, name: order.created}\n- {type: signal, name: order.created}",
            "5:24 TRIGGER_DUP",
            id="V31-twice",
        ),
        pytest.param(
            "- {type: signal, name: n, schema: {type: 5}}", "4:42 TRIGGER_SCHEMA", id="V31-schema"
        ),
    ],
)
def test_a_trigger_is_a_named_signal(types: TaskTypes, trigger: str, expected: str) -> None:
    """Each fault of a trigger has an error of its own."""
    check(types, f"{HEAD}triggers:\n{trigger}\n", expected)


@pytest.mark.parametrize(
    ("outputs", "path"),
    [
        pytest.param("{}", None, id="V32-empty"),
        pytest.param("{results: {data: {bad: '{{ .x'}}}", "outputs.results.data.bad", id="V32-map"),
        pytest.param("{results: [ok, '{{ end }}']}", "outputs.results[1]", id="V32-list"),
        pytest.param("{matrix: [[a, '{{ .b !']]}", "outputs.matrix[0][1]", id="V32-matrix"),
    ],
)
def test_outputs_are_sound_templates(types: TaskTypes, outputs: str, path: str | None) -> None:
    """Outputs are not empty, and a template that does not parse is named by its path."""
    (problem,) = found(types, f"{HEAD}outputs: {outputs}\n")
    assert problem.code == ("OUTPUTS_TEMPLATE" if path else "OUTPUTS_EMPTY")
    assert path is None or f"invalid template in {path}:" in problem.message


def test_helper_functions_are_allowed_in_outputs(types: TaskTypes) -> None:
    """The real workflows call functions there, which the old validator did not know."""
    check(types, f"{HEAD}outputs: {{a: '{{{{ .tasks.a.output | toJson }}}}'}}\n")


def test_all_violations_come_at_once(types: TaskTypes) -> None:
    """One run says all that is wrong, from the head to the innermost child, in order."""
    text = """\
id: w
config: {input: nowhere}
triggers:
  - {type: cron, name: t}
tasks:
  - id: r
    type: router
    tool: a
    action: b
  - id: p
    type: parallel
    strategy: fastest
    tasks:
      - id: x
        type: composite
        tasks: []
      - id: x
        type: aggregate
  - id: c
    type: mystery
    retries: often
outputs: {a: "{{ .b"}
"""
    check(
        types,
        text,
        *("2:17 SCHEMA_NOT_FOUND", "4:12 TRIGGER_TYPE"),
        *("9:13 EXEC_TOOL_ACTION", "6:5 ROUTER_CONDITION", "6:5 ROUTER_ROUTES"),
        *("17:13 PAR_DUP", "16:16 COMP_EMPTY", "17:9 AGG_OUTPUTS", "12:15 PAR_STRATEGY"),
        *("21:14 SHAPE", "20:11 TYPE", "22:14 OUTPUTS_TEMPLATE"),
    )


def test_a_message_says_where_what_and_what_is_allowed(types: TaskTypes) -> None:
    """A line reads `file:line:column: CODE message (got ...; allowed ...)`."""
    text = "id: w\ntasks:\n  - {id: c, type: collection, items: x, mode: fast, task: {id: k}}\n"
    assert [str(problem) for problem in found(types, text)] == [
        "w.yaml:3:47: COLL_MODE task 'c': unknown mode 'fast' "
        '(got "fast"; allowed parallel, sequential)'
    ]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("tasks: 5", "1:8 SHAPE"),
        ("tasks: [1]", "1:9 SHAPE"),
        ("tasks: ''", "1:8 SHAPE"),
        ("tasks: [{id: [a]}]", "1:14 SHAPE"),
        ("tasks: [{id: a, env: {A: [1]}}]", "1:26 SHAPE"),
        ("tasks: [{id: a, on_success: {next: {}}}]", "1:36 SHAPE"),
        ("tasks: [{id: a, config: {retry_policy: {maximum_attempts: x}}}]", "1:59 SHAPE"),
        ("tasks: [{id: a, with: '{{ .x }}'}]", "1:23 SHAPE"),
        ("tasks: [{id: a, tool: [x]}]", "1:23 SHAPE"),
    ],
)
def test_a_value_of_the_wrong_kind_is_said_once(
    types: TaskTypes, field: str, expected: str
) -> None:
    """A misshapen field gives one error at its value, and no consequent ones."""
    check(types, f"{field}\nid: w\n", expected)


def test_templates_may_become_any_scalar(types: TaskTypes) -> None:
    """A number or a flag may be written as a template."""
    task = "{id: c, type: parallel, max_workers: '{{ .n }}', final: '{{ .f }}', tasks: [{id: x}]}"
    check(types, f"id: w\ntasks: [{task}]\n")


def test_what_is_hardly_meant_is_a_warning(types: TaskTypes) -> None:
    """Unknown fields, dead transitions and templates that will fail are said, and fail nothing."""
    text = """\
id: w
tasks:
  - {id: a, tool: t, on_sucess: {next: b}}
  - {id: a, tool: t, on_success: {next: nowhere}}
  - {tool: t, with: {x: "{{ end }}"}}
  - {id: h, type: wait, wait_for: s, condition: "true", on_timeout: gone}
  - {id: r, type: router, condition: c, routes: {x: lost, y: "{{ .any }}"}}
verison: 1
"""
    check(
        types,
        text,
        *("8:10 unknown_field", "3:33 unknown_field", "5:25 template", "4:10 task_dup"),
        *("4:41 task_not_found", "5:5 task_id", "6:69 task_not_found", "7:53 task_not_found"),
    )
    assert "is it 'on_success'?" in str(found(types, text)[1])
    assert len(validate_workflow(parse_workflow(text, types))) == 8


def test_a_schedule_is_checked_and_its_input_fits(types: TaskTypes) -> None:
    """Cron, zone, times and policy are checked, and input over the defaults fits the schema."""
    text = """\
id: w
schemas:
  - {id: s, properties: {n: {type: integer, default: 1}, m: {type: string}}, required: [n, m]}
config: {input: s}
tasks: [{id: a}]
schedule:
  cron: "61 * * * *"
  timezone: Atlantis/City
  jitter: soon
  overlap_policy: pile_up
  start_at: "2030-01-01T00:00:00"
  input: {m: 5}
"""
    check(
        types,
        text,
        *("7:9 SCHEDULE_CRON", "8:13 SCHEDULE_TIMEZONE", "9:11 SCHEDULE_JITTER"),
        *("10:19 SCHEDULE_OVERLAP_POLICY", "11:13 SCHEDULE_START_AT", "12:14 SCHEDULE_INPUT"),
    )


def test_bad_schemas_are_found_wherever_they_stand(types: TaskTypes) -> None:
    """Schemas of the list, of tools, of agents' actions and of tasks at any depth compile."""
    text = """\
id: w
schemas: [{id: s, type: nothing}]
tools: [{id: t, input: gone}, {description: nameless}]
agents: [{id: g, actions: [{id: x, output: {required: yes}}]}]
tasks:
  - {id: c, type: composite, tasks: [{id: k, output: {properties: []}}]}
"""
    check(
        types,
        text,
        *("2:25 SCHEMA", "3:24 SCHEMA_NOT_FOUND", "3:31 TOOL_ID", "4:55 SCHEMA", "6:67 SCHEMA"),
    )


def test_nothing_runs_without_an_id_and_a_task(types: TaskTypes) -> None:
    """A workflow has an id and at least one task."""
    check(types, "description: d\n", "1:1 WORKFLOW_ID", "1:1 WORKFLOW_TASKS")


def test_a_file_that_cannot_be_read_is_a_problem(types: TaskTypes, tmp_path: Path) -> None:
    """Missing files, folders, binary files and files that are no map do not stop the others."""
    binary, flat, sound = tmp_path / "b.yaml", tmp_path / "f.yaml", tmp_path / "s.yaml"
    binary.write_bytes(b"id: \xff\n")
    flat.write_text("just text\n")
    sound.write_text("id: w\ntasks: []\n")
    paths = [tmp_path / "none.yaml", tmp_path, binary, flat, sound]
    assert [(p.code, str(p.position)) for p in check_files(paths, types)] == [
        ("FILE", f"{paths[0]}:1:1"),
        ("FILE", f"{tmp_path}:1:1"),
        ("YAML_ENCODING", f"{binary}:1:5"),
        ("SHAPE", f"{flat}:1:1"),
        ("WORKFLOW_TASKS", f"{sound}:2:8"),
    ]


def test_a_task_that_does_not_exist_is_told_with_those_that_do(types: TaskTypes) -> None:
    """The first task is the one asked for, else the first of the file; an unknown one is named."""
    workflow = parse_workflow("id: w\ntasks: [{id: a}, {id: b}]", types)
    assert workflow.first_task().id == "a"
    assert workflow.first_task("b").id == "b"
    with pytest.raises(EngineError, match=r"'z'.*a, b") as caught:
        workflow.first_task("z")
    assert caught.value.code == "TASK_NOT_FOUND"


def test_a_projects_variables_overwrite_a_workflows(types: TaskTypes, tmp_path: Path) -> None:
    """Variables of the project win over those of the file, key by key."""
    file = tmp_path / "w.yaml"
    file.write_text("id: w\nconfig: {env: {A: file, B: file}}\ntasks: [{id: a}]\n")
    workflow = read_workflow(file, types, env={"B": "project", "C": "project"})
    assert workflow.env == {"A": "file", "B": "project", "C": "project"}
    assert workflow.cwd == str(tmp_path)


def test_a_misshapen_env_under_a_projects_is_still_told(types: TaskTypes, tmp_path: Path) -> None:
    """Laying the project's variables over a broken file does not hide or raise its fault."""
    for text in ("config: 5", "config: {env: [1]}"):
        file = tmp_path / "w.yaml"
        file.write_text(f"id: w\n{text}\ntasks: [{{id: a}}]\n")
        problems = list(workflow_problems(read_workflow(file, types, env={"A": "1"})))
        assert [problem.code for problem in problems] == ["SHAPE"]


def test_validation_raises_every_error_and_no_warning(types: TaskTypes) -> None:
    """The error carries all errors; warnings alone do not raise."""
    text = "id: w\ntasks: [{id: a, type: router, odd: 1}, {id: a, type: signal}]\n"
    with pytest.raises(ConfigError) as caught:
        validate_workflow(parse_workflow(text, types))
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["ROUTER_CONDITION", "ROUTER_ROUTES", "SIGNAL_ID"]
    assert caught.value.code == "TASK"
    assert not caught.value.retryable


def sized(head: str, row: str, end: str = "") -> Callable[[int], str]:
    return lambda size: head + "".join(row.format(n=n) for n in range(size)) + end


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(sized("id: w\ntasks:\n", "- {{id: t{n}, tool: x}}\n"), id="tasks"),
        pytest.param(
            sized("id: w\ntasks: [{id: a}]\ntriggers:\n", "- {{type: signal, name: n{n}}}\n"),
            id="triggers",
        ),
        pytest.param(sized("id: w\ntasks: [{id: a}]\n", "k{n}: 1\n"), id="unknown fields"),
        pytest.param(
            sized("id: w\ntasks:\n- {id: p, type: parallel, tasks: [", "{{id: t{n}}},", "]}\n"),
            id="children",
        ),
        pytest.param(
            sized(
                "id: w\ntasks:\n- {id: r, type: router, condition: c, routes: {", "k{n}: x,", "}}\n"
            ),
            id="routes",
        ),
    ],
)
def test_validation_is_linear_in_the_size_of_a_document(
    types: TaskTypes, text: Callable[[int], str]
) -> None:
    """Ten times as much takes some ten times as long, where a square would take a hundred."""

    def seconds(size: int) -> float:
        document = text(size)
        gc.collect()
        gc.disable()  # its work grows with all that other tests left behind
        try:
            started = time.process_time()
            found(types, document)
            return time.process_time() - started
        finally:
            gc.enable()

    rounds = [(seconds(150), seconds(1500)) for _ in range(3)]
    assert min(many / few for few, many in rounds) < 35
