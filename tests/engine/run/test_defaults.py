"""What a run is started with is completed by its schema, and is data, whatever a default looks like."""

import pytest

from switchover.engine.config import ConfigError, engine_types, parse_workflow
from switchover.engine.context import ToolCall
from switchover.engine.run import VirtualClock, prepared, run_workflow
from switchover.engine.states import Status

TYPES = engine_types()


def flow(properties, *, more="", required="[]"):
    return parse_workflow(
        f"""
id: w
{more}
config: {{input: {{type: object, required: {required}, properties: {properties}}}}}
tasks:
  - id: c
    type: collection
    items: "{{{{ .workflow.input.xs }}}}"
    task: {{id: "i-{{{{ .index }}}}", tool: t, with: {{v: "{{{{ .item }}}}"}}}}
""",
        TYPES,
    )


def types_in(value):
    yield type(value)
    if isinstance(value, dict):
        for key, item in value.items():
            yield type(key)
            yield from types_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from types_in(item)


COMPLETED = [
    ("{a: {default: 1}}", {}, {"a": 1}), ("{a: {default: 1}}", {"a": 2}, {"a": 2}), ("{a: {default: 1}}", {"a": None}, {"a": None}), ("{a: {default: 1}}", {"b": 2}, {"a": 1, "b": 2}),
    ("{a: {default: ~}}", {}, {"a": None}), ("{a: {default: 0}, b: {default: false}, c: {default: ''}, d: {default: []}}", {}, {"a": 0, "b": False, "c": "", "d": []}),
    ("{a: {default: {b: 1}}}", {"a": {}}, {"a": {}}), ("{a: {properties: {b: {default: 1}}}}", {"a": {}}, {"a": {}}), ("{a: {properties: {b: {default: 1}}}}", {}, {}), ("{ü: {default: 日本}}", {}, {"ü": "日本"}),
    ('{a: {default: "{{ .workflow.id }}"}}', {}, {"a": "{{ .workflow.id }}"}), ('{a: {default: ["{{ .x }}", {k: "{{ .y }}"}]}}', {}, {"a": ["{{ .x }}", {"k": "{{ .y }}"}]}),
    ('{a: {default: "{{ broken"}}', {}, {"a": "{{ broken"}), ("{}", {"a": "{{ .x }}"}, {"a": "{{ .x }}"}), ("{a: {default: 1.0}}", {}, {"a": 1.0}), ("{a: {default: 9007199254740993}}", {}, {"a": 9007199254740993}),
]  # fmt: skip


@pytest.mark.parametrize(("properties", "given", "complete"), COMPLETED, ids=str)
def test_an_input_is_completed_with_the_defaults_of_its_own_properties(properties, given, complete):
    """Those of inner ones are not looked at; what is given stays; all of it is plain data."""
    found = prepared(flow(properties), given)
    assert found == complete
    assert repr(found) == repr({**found, **complete})
    assert {*types_in(found)} <= {dict, list, str, int, float, bool, type(None)}


def test_a_default_is_each_run_s_own():
    """What one does to its input, neither the workflow nor another run sees."""
    workflow = flow("{a: {default: {list: [1]}}}")
    prepared(workflow, {})["a"]["list"].append(2)
    assert prepared(workflow, {}) == {"a": {"list": [1]}}


MISFITS = [
    ("{a: {type: integer}}", {"a": "x"}, "is not of type 'integer'"), ("{a: {type: integer, default: x}}", {}, "is not of type 'integer'"), ("{a: {minimum: 3}}", {"a": 2}, "less than the minimum"),
    ("{a: false}", {"a": 1}, "False schema"), ("{a: {enum: [1]}}", {"a": True}, "is not one of"),
]  # fmt: skip


@pytest.mark.parametrize(("properties", "given", "said"), MISFITS, ids=str)
def test_what_does_not_fit_is_refused(properties, given, said):
    """Also a default that does not fit its own schema."""
    with pytest.raises(ConfigError, match=said) as told:
        prepared(flow(properties), given)
    assert told.value.code == "INPUT"


def test_all_that_does_not_fit_is_told_at_once():
    with pytest.raises(ConfigError) as told:
        prepared(
            flow("{a: {type: integer}, b: {type: string}}", required="[c]"), {"a": "x", "b": 1}
        )
    assert sorted(problem.path for problem in told.value.problems) == [(), ("a",), ("b",)]


class Tools:
    async def call(self, request: ToolCall):
        return request.input


@pytest.mark.parametrize("system", ["orchestrators"])
def test_a_default_that_looks_like_a_template_is_never_rendered(system):
    """It goes the way of any data: into a task's input, to its tool, and out."""
    workflow = flow(
        '{xs: {default: ["{{ .workflow.id }}", {k: "{{ .env.SECRET }}"}, "{{ broken"]}}'
    )
    result = VirtualClock().run(run_workflow(workflow, system=system, tools=Tools()))
    assert result.status is Status.SUCCESS
    seen = [row.output["v"] for row in result.tasks if row.parent_state_id]
    assert seen == ["{{ .workflow.id }}", {"k": "{{ .env.SECRET }}"}, "{{ broken"]
    for row in result.tasks:
        assert {*types_in(row.input), *types_in(row.output)} <= {
            dict,
            list,
            str,
            int,
            float,
            bool,
            type(None),
        }
