"""The notation of earlier versions is an error that names today's, and data is left alone."""

import pytest

from switchover.engine.config import ConfigError, engine_types
from switchover.engine.config.load import parse_workflow
from switchover.engine.config.rules import validate_workflow, workflow_problems

HEAD = "id: w\n"
TASK = "tasks:\n- {id: a, tool: t}\n"


def found(text):
    problems = workflow_problems(parse_workflow(text, engine_types(), name="w.yaml"))
    return [problem for problem in problems if problem.code == "EARLIER_NOTATION"]


@pytest.mark.parametrize(
    ("text", "place", "today"),
    [
        (
            HEAD + 'tasks:\n- id: a\n  $use: agent(local::agents.#(id=="guide"))\n  action: x\n',
            "w.yaml:4:9",
            "write `agent: guide`",
        ),
        (
            HEAD + "tasks:\n- id: a\n  $use: tool( local::tools.#(id='save') )\n",
            "w.yaml:4:9",
            "write `tool: save`",
        ),
        (HEAD + "tasks:\n- {id: a, $use: task(x)}\n", "w.yaml:3:17", "task written out"),
        (HEAD + "tasks:\n- {id: a, $use: whatever}\n", "w.yaml:3:17", "write the id"),
        (HEAD + "tasks:\n- {id: a, tool: {$ref: 'x'}}\n", "w.yaml:3:24", "write the id"),
        (
            HEAD + 'tasks:\n- id: p\n  type: parallel\n  tasks:\n  - id: a\n    $use: tool(x)\n',
            "w.yaml:7:11",
            "`tool: ID`",
        ),
        (
            HEAD + TASK + '- {id: b, tool: t, input: {$ref: \'local::schemas.#(id=="city")\'}}\n',
            "w.yaml:4:34",
            "`input: city`",
        ),
        (HEAD + TASK + "- {id: b, tool: t, with: {x: {$ref: 'global::x'}}}\n", "w.yaml:4:37", "the id"),
        (HEAD + TASK + "agents: [{$ref: 'resource::agent::x'}]\n", "w.yaml:4:17", "the id"),
        (HEAD + TASK + "agents: [{id: g, $merge: [1]}]\n", "w.yaml:4:26", "'$merge'"),
    ],
)  # fmt: skip
def test_each_directive_is_an_error_at_its_place(text, place, today):
    (problem,) = found(text)
    assert str(problem.position) == place
    assert today in problem.message
    with pytest.raises(ConfigError, match="EARLIER_NOTATION"):
        validate_workflow(parse_workflow(text, engine_types()))


@pytest.mark.parametrize(
    "rest",
    [
        "with: {schema: {$ref: '#/$defs/x'}, $use: me, $merge: [1]}",
        "with: {$ref: 'https://example.com/x'}",
        "input: {$defs: {x: {type: object}}, $ref: '#/$defs/x'}",
        "outputs: {$ref: plain}",
    ],
)
def test_schemas_and_data_may_have_such_keys(rest):
    assert found(HEAD + f"tasks:\n- {{id: a, tool: t, {rest}}}\n") == []


def test_it_is_told_once_and_not_as_an_unknown_field_as_well():
    text = HEAD + "tasks:\n- {id: a, $use: tool(x)}\n"
    codes = [p.code for p in workflow_problems(parse_workflow(text, engine_types()))]
    assert codes == ["EARLIER_NOTATION"]
