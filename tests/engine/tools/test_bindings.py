"""The bindings file: YAML or TOML, every mistake at its place."""

import sys

import pytest

from switchover.engine.config import ConfigError, TaskTypes
from switchover.engine.config.load import parse_workflow
from switchover.engine.tools import (
    Binding,
    BindingError,
    Retry,
    ToolRegistry,
    read_bindings,
    unbound,
)
from switchover.engine.tools.binding import imported

MODULE = """\
def tool(given):
    return given

class Kit:
    @staticmethod
    def inner(given):
        return given

broken = 5
"""


@pytest.fixture(autouse=True)
def module(tmp_path, monkeypatch):
    (tmp_path / "bound_here.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("bound_here", None)


FULL = {
    "yaml": """\
short: bound_here:tool
full:
  call: bound_here:Kit.inner
  kind: agent
  quick: true
  timeout: 1m30s
  retry: {attempts: 3, initial: 100ms, backoff: 1.5, maximum: 2}
  input: {type: object}
  output: {type: object}
""",
    "toml": """\
short = "bound_here:tool"
[full]
call = "bound_here:Kit.inner"
kind = "agent"
quick = true
timeout = "1m30s"
retry = {attempts = 3, initial = "100ms", backoff = 1.5, maximum = 2}
input = {type = "object"}
output = {type = "object"}
""",
}


@pytest.mark.parametrize("kind", FULL)
def test_a_file_binds_ids_to_callables(tmp_path, kind):
    path = tmp_path / f"tools.{kind}"
    path.write_text(FULL[kind])
    short, full = read_bindings(path)
    import bound_here

    assert (short.id, short.function, short.kind, short.quick) == (
        "short",
        bound_here.tool,
        "",
        False,
    )
    assert full.function is bound_here.Kit.inner
    assert (full.kind, full.quick, full.timeout_s) == ("agent", True, 90)
    assert full.retry == Retry(attempts=3, initial_s=0.1, backoff=1.5, maximum_s=2)
    assert full.input_schema == full.output_schema == {"type": "object"}


def test_an_empty_file_binds_nothing(tmp_path):
    (tmp_path / "tools.yaml").write_text("{}")
    assert read_bindings(tmp_path / "tools.yaml") == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a", r"1:1: a bindings file must be a map"),
        ("a: bound_here:tool\nb: 5", r"2:4: binding 'b': 5 must be an import string or a map"),
        (
            "a: nowhere_at_all:tool",
            r"1:4: binding 'a': .*no module 'nowhere_at_all' in the import path",
        ),
        ("a: bound_here:Kit.outer", r"bound_here:Kit.outer: no 'outer' in Kit"),
        ("a: bound_here", r"'bound_here' is not an import string: write package.module:function"),
        ("a: {kind: tool}", r"'' is not an import string"),
        ("a: bound_here:broken", r"5 cannot be called"),
        ("a: {call: 'bound_here:tool', speed: 1}", r"unknown field 'speed'; allowed: call, kind"),
        ("a: {call: 'bound_here:tool', kind: robot}", r"kind 'robot' is none of tool, agent"),
        ("a: {call: 'bound_here:tool', timeout: soon}", r"'soon' is no duration"),
        ("a: {call: 'bound_here:tool', timeout: 0}", r"must be above 0 s"),
        ("a: {call: 'bound_here:tool', retry: {times: 1}}", r"unknown field 'times'"),
        ("a: {call: 'bound_here:tool', retry: {attempts: 0}}", r"attempts must be at least 1"),
        ("a: {call: 'bound_here:tool', retry: 3}", r"must be an import string or a map"),
    ],
)
def test_a_mistake_is_told_at_its_place(tmp_path, text, problem):
    path = tmp_path / "tools.yaml"
    path.write_text(text)
    with pytest.raises(BindingError, match=problem) as raised:
        read_bindings(path)
    assert str(path) in str(raised.value)


def test_what_is_no_yaml_or_no_toml_is_told(tmp_path):
    (tmp_path / "tools.yaml").write_text("a: [")
    with pytest.raises(ConfigError, match=r"tools\.yaml:"):
        read_bindings(tmp_path / "tools.yaml")
    (tmp_path / "tools.toml").write_text("a = [")
    with pytest.raises(BindingError, match=r"tools\.toml: Invalid value"):
        read_bindings(tmp_path / "tools.toml")
    with pytest.raises(OSError, match=r"nowhere\.yaml"):
        read_bindings(tmp_path / "nowhere.yaml")


def test_a_module_that_fails_to_import_says_why(tmp_path):
    (tmp_path / "failing_here.py").write_text("import nothing_of_that_name")
    with pytest.raises(BindingError, match="nothing_of_that_name"):
        imported("failing_here:tool")


FLOW = """\
id: flow
tasks:
  - {id: a, tool: bound}
  - {id: b, tool: free}
  - {id: c, agent: guide, action: ask}
  - {id: d, agent: guide, action: "{{ .x }}"}
  - {id: e, action: "{{ .x }}"}
  - id: p
    type: parallel
    tasks:
      - {id: f, action: shout}
      - {id: w, type: wait, wait_for: s, condition: "true", timeout: 1s, processor: {id: q, tool: {id: late}}}
  - {id: agg, type: aggregate, outputs: {x: "1"}}
"""


def test_what_nobody_bound_is_found_in_the_workflow():
    """Nested tasks and processors too; what a template will name is left to the run."""
    workflow = parse_workflow(FLOW, TaskTypes(), name="flow.yaml")
    registry = ToolRegistry(
        [Binding(id="bound", function=repr), Binding(id="guide/ask", function=repr)]
    )
    found = [
        (str(each.position), each.message.split(" of ")[0]) for each in unbound(workflow, registry)
    ]
    assert found == [
        ("flow.yaml:4:19", "tool 'free'"),
        ("flow.yaml:6:20", "agent 'guide'"),
        ("flow.yaml:11:25", "action 'shout'"),
        ("flow.yaml:12:99", "tool 'late'"),
    ]
