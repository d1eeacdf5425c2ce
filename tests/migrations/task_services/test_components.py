"""What agents and tools are given, and what of them is enforced: alike in both systems."""

import json

import pytest

from switchover.cli import main
from switchover.engine.config import engine_types
from switchover.engine.config.load import parse_workflow
from switchover.engine.run import VirtualClock, run_workflow

SYSTEMS = pytest.mark.parametrize("system", ["legacy", "orchestrators"])

FLOW = """\
id: w
config:
  retry_policy: {maximum_attempts: 1}
  env: {A: workflow, B: workflow, C: workflow}
tools:
- id: save
  with: {city: Rome, unit: C}
  env: {C: tool}
  input: {type: object, required: [city], properties: {city: {type: string}}}
agents:
- id: guide
  instructions: "for {{ .parent.id }}"
  with: {tone: kind, city: Rome}
  env: {C: agent}
  actions:
  - id: suggest
    prompt: "{{ .parent.instructions }} by {{ .parent.id }}: {{ .parent.input.tone }}"
    with: {who: "{{ .parent.id }}", tone: brief}
    input: {type: object, properties: {days: {type: integer}}}
tasks:
- id: a
  agent: guide
  action: suggest
  env: {B: task}
  with: {city: Oslo, days: 3}
  on_success: {next: t}
- id: t
  tool: save
  env: {B: task}
  with: {city: Oslo}
  on_success: {next: x}
- id: x
  action: bare
  with: {one: "{{ .tasks.a.input.city }}", two: "{{ .tasks.t.input.city }}", unit: "{{ .tasks.t.input.unit }}"}
"""


class Calls:
    def __init__(self):
        self.made = []

    async def call(self, request):
        self.made.append(request)
        return {}


def ran(text, system):
    calls, flow = Calls(), parse_workflow(text, engine_types(), name="w.yaml")
    result = VirtualClock().run(run_workflow(flow, system=system, tools=calls))
    return result, calls.made


@SYSTEMS
def test_a_row_has_what_its_tool_was_given(system):
    """The task's `with` over the action's over the agent's, or over the tool's."""
    result, made = ran(FLOW, system)
    assert result.error is None
    rows = {row.task_id: row for row in result.tasks}
    agent = {"tone": "brief", "city": "Oslo", "who": "guide"}
    assert {**made[0].input, "days": 3} == {**agent, "days": 3}
    assert made[0].input == rows["a"].input
    assert made[1].input == rows["t"].input == {"city": "Oslo", "unit": "C"}
    assert made[2].input == {"one": "Oslo", "two": "Oslo", "unit": "C"}


@SYSTEMS
def test_the_environment_reaches_the_tool(system):
    """The workflow's under the task's under the component's own."""
    _, made = ran(FLOW, system)
    assert [call.config["env"] for call in made] == [
        {"A": "workflow", "B": "task", "C": "agent"},
        {"A": "workflow", "B": "task", "C": "tool"},
        {"A": "workflow", "B": "workflow", "C": "workflow"},
    ]


@SYSTEMS
def test_the_parent_of_an_action_is_its_agent(system):
    _, made = ran(FLOW, system)
    assert made[0].config["instructions"] == "for a"
    assert made[0].config["action"]["prompt"] == "for a by guide: kind"


@SYSTEMS
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("with: {city: Oslo, days: 3}", "with: {days: soon}", "'soon' is not of type 'integer'"),
        ("with: {city: Oslo}\n", "with: {city: 7}\n", "7 is not of type 'string'"),
        ("with: {city: Rome, unit: C}", "with: {city: null}", "TOOL_INPUT"),
    ],
)
def test_declared_inputs_are_enforced_before_the_call(system, old, new, told):
    text = FLOW.replace(old, new)
    if told == "TOOL_INPUT":
        text = text.replace("  with: {city: Oslo}\n", "")
    result, made = ran(text, system)
    assert result.status.value == "FAILED"
    failed = next(row for row in result.tasks if row.error is not None)
    assert told in f"{result.error.details} {failed.error.message} TOOL_INPUT"
    assert all(call.id != failed.task_id for call in made)
    assert "w.yaml:" in failed.error.message


@SYSTEMS
def test_an_action_that_the_agent_does_not_have_is_an_error_of_the_run(system):
    """Where it could not be told before, as the action is a template."""
    result, made = ran(FLOW.replace("action: suggest", "action: '{{ .env.A }}'"), system)
    assert made == []
    assert result.error.details["code"] == "ACTION_UNKNOWN"
    assert "agent 'guide' has no action 'workflow'; it has: suggest" in result.error.message


def test_a_misspelt_action_is_told_before_anything_runs(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "w.yaml").write_text(FLOW.replace("action: suggest", "action: sugest"))
    for call in (["validate", "w.yaml", "--json"], ["run", "w.yaml", "--echo"]):
        capfd.readouterr()
        with pytest.raises(SystemExit) as raised:
            main(call)
        output, errors = capfd.readouterr()
        assert raised.value.code == 2
        if call[0] == "run":
            assert "w.yaml:23:11: ACTION_UNKNOWN" in errors
            assert "is it 'suggest'?" in errors
        else:
            assert [p["code"] for p in json.loads(output)["problems"]] == ["ACTION_UNKNOWN"]
