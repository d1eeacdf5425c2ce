"""What a workflow declares of its tools and agents is held to, and what nobody bound is told before anything runs."""

import pytest

from switchover.engine.config import Schemas, engine_types, parse_workflow
from switchover.engine.config.actions import missing_action, unknown_actions
from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.tools import (
    Binding,
    EchoTools,
    ToolRegistry,
    fitting_call,
    unbound,
    unknown_action,
)

TYPES = engine_types()


def call(given):
    return ToolCall(
        kind="tool",
        id="t",
        action=None,
        input=given,
        output_schema=None,
        config={},
        position="f.yaml:3:4",
    )


DECLARED = [
    {"id": "s", "type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
]
FITS = [
    (None, {"x": 1}, ""),
    ("s", {"a": 1}, ""),
    ({"type": "object"}, {}, ""),
    ("s", {}, "'a' is a required property"),
    ("s", {"a": "x"}, r"a: 'x' is not of type 'integer'"),
    ({"maxProperties": 0}, {"a": 1}, "expected to be empty|too many"),
]


@pytest.mark.parametrize(("schema", "given", "said"), FITS, ids=str)
def test_an_input_fits_what_its_tool_declares_or_is_refused(schema, given, said):
    """By the schema itself or its id, with every violation and the place of the call."""
    request = call(given)
    if not said:
        assert fitting_call(request, schema, Schemas(DECLARED)) is request
        return
    with pytest.raises(EngineError, match=said) as told:
        fitting_call(request, schema, Schemas(DECLARED))
    assert (told.value.code, told.value.retryable) == ("TOOL_INPUT", False)
    assert told.value.message.startswith("f.yaml:3:4: tool 't' input: ")


def test_a_schema_that_nobody_declares_is_told():
    with pytest.raises(EngineError, match=r"no schema 'x'; declared: s"):
        fitting_call(call({}), "x", Schemas(DECLARED))


ACTIONS = [
    ({"id": "g", "actions": [{"id": "ask"}, {"id": "tell"}]}, "asks", "agent 'g' has no action 'asks' (is it 'ask'?); it has: ask, tell"), ({"id": "g", "actions": [{"id": "ask"}]}, "zzz", "agent 'g' has no action 'zzz'; it has: ask"),
    ({"actions": []}, "a", "agent '' has no action 'a'; it has: "), ({"id": "g", "actions": "text"}, "a", "agent 'g' has no action 'a'; it has: "), ({"id": "ü", "actions": [{}, "x", {"id": 3}]}, "a", "agent 'ü' has no action 'a'; it has: , 3"),
]  # fmt: skip


@pytest.mark.parametrize(("agent", "action", "text"), ACTIONS, ids=str)
def test_an_action_that_an_agent_does_not_have_is_told_with_those_it_has(agent, action, text):
    assert missing_action(action, agent) == text
    task = TYPES.task({"id": "t", "agent": agent, "action": action})
    error = unknown_action(task, agent)
    assert (error.code, error.message, error.retryable) == (
        "ACTION_UNKNOWN",
        f"task 't': {text}",
        False,
    )


FLOW = """
id: w
agents: [{id: guide, actions: [{id: ask}, {id: tell}]}, {id: free}]
tasks:
  - {id: one, agent: guide, action: ask}
  - {id: two, agent: guide, action: aks}
  - {id: three, agent: free, action: anything}
  - {id: four, agent: "{{ .x }}", action: ask}
  - {id: five, agent: guide, action: "{{ .x }}"}
  - id: six
    type: composite
    tasks:
      - {id: seven, tool: hammer}
      - id: eight
        type: collection
        items: [1]
        task: {id: nine, agent: {id: guide, actions: [{id: other}]}, action: tell}
  - {id: ten, action: do it}
  - {id: eleven, type: wait, wait_for: go, condition: "true", timeout: 1m, processor: {id: look, tool: {id: glass}}}
  - {id: twelve, type: router, condition: x, routes: {x: {id: in, tool: nail}}}
  - {id: thirteen, type: aggregate, outputs: {a: 1}}
"""


def test_tasks_that_ask_for_an_action_that_there_is_not_are_told_at_any_depth():
    """Of an agent that defines some; a template is left to the run."""
    problems = [*unknown_actions(parse_workflow(FLOW, TYPES, name="f.yaml"))]
    assert [(problem.code, problem.path) for problem in problems] == [
        ("ACTION_UNKNOWN", ("tasks", 1, "action")), ("ACTION_UNKNOWN", ("tasks", 5, "tasks", 1, "task", "action")),
    ]  # fmt: skip
    assert "is it 'ask'?" in problems[0].message
    assert str(problems[0].position) == "f.yaml:6:37"


NAMED = [
    ("agent 'guide' of task 'one'", "5:"), ("agent 'guide' of task 'two'", "6:"), ("agent 'free' of task 'three'", "7:"), ("agent 'guide' of task 'five'", "9:"), ("tool 'hammer' of task 'seven'", "13:"),
    ("agent 'guide' of task 'nine'", "17:"), ("action 'do it' of task 'ten'", "18:"), ("tool 'glass' of task 'look'", "19:"), ("tool 'nail' of task 'in'", "20:"),
]  # fmt: skip
BOUND = [
    ([], {*range(9)}), ([("guide", "")], {2, 4, 6, 7, 8}), ([("guide", "agent")], {2, 4, 6, 7, 8}), ([("guide", "tool")], {*range(9)}), ([("guide/ask", "")], {1, 2, 3, 4, 5, 6, 7, 8}), ([("guide/tell", "agent"), ("hammer", "tool")], {0, 1, 2, 3, 6, 7, 8}),
    ([(name, "") for name in ("guide", "free", "hammer", "do it", "glass", "nail")], set()), ([("do it", "action"), ("nail", "")], {0, 1, 2, 3, 4, 5, 7}),
]  # fmt: skip


@pytest.mark.parametrize(("bindings", "left"), BOUND, ids=str)
def test_what_nobody_bound_is_told_each_at_its_place(bindings, left):
    """At any depth; a name that is known when it runs is looked up then."""
    registry = ToolRegistry(
        [Binding(id=name, kind=kind, function=lambda given: given) for name, kind in bindings]
    )
    problems = [*unbound(parse_workflow(FLOW, TYPES, name="f.yaml"), registry)]
    assert [problem.message for problem in problems] == [
        f"{NAMED[at][0]} is not bound" for at in sorted(left)
    ]
    for problem, at in zip(problems, sorted(left), strict=True):
        assert problem.code == "TOOL_UNBOUND"
        assert str(problem.position).startswith(f"f.yaml:{NAMED[at][1]}")


@pytest.mark.parametrize("echoes", [True, False])
def test_a_registry_says_whether_it_echoes(echoes):
    registry = ToolRegistry(unbound=EchoTools() if echoes else None)
    assert registry.echoes is echoes
    assert registry.is_quick(call({}))
    assert registry.bindings == ()
