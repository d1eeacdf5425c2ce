"""Why a task deep inside failed, and where that stands, is told at the top: in both systems."""

import json

import pytest

from switchover.cli import main

SYSTEMS = pytest.mark.parametrize("system", ["legacy", "orchestrators"])

COLLECTION = """\
id: w
config: {retry_policy: {maximum_attempts: 1}}
tasks:
- id: all
  type: collection
  items: '["a", "b"]'
  task:
    id: "each-{{ .index }}"
    type: composite
    tasks:
    - {id: load, tool: ok}
    - id: use
      tool: ok
      with:
        x: "{{ .tasks.nowhere.output.z }}"
    - {id: after, tool: ok}
"""

PARALLEL = """\
id: w
config: {retry_policy: {maximum_attempts: 1}}
tasks:
- id: all
  type: parallel
  tasks:
  - id: inner
    type: composite
    tasks:
    - {id: load, tool: ok}
    - id: deep
      type: parallel
      tasks:
      - id: use
        tool: ok
        with: {x: "{{ .tasks.nowhere.output.z }}"}
"""


@pytest.fixture
def ran(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)

    def call(text, system):
        (tmp_path / "w.yaml").write_text(text)
        capfd.readouterr()
        with pytest.raises(SystemExit) as raised:
            main(["run", "w.yaml", "--echo", "--system", system, "--json"])
        return raised.value.code, json.loads(capfd.readouterr().out)

    return call


@SYSTEMS
def test_a_collection_of_composites_names_the_template_and_its_place(ran, system):
    code, state = ran(COLLECTION, system)
    message = state["error"]["message"]
    assert (code, state["status"]) == (1, "FAILED")
    for child in ("each-0", "each-1"):
        assert f"{child}: w.yaml:15:12: map has no entry for key 'nowhere'" in message
    assert "{{ .tasks.nowhere.output.z }}" in message
    assert "did not end" not in message


def test_nested_once_more_the_cause_comes_all_the_way_up(ran):
    _, state = ran(PARALLEL, "orchestrators")
    assert "use: w.yaml:16:19: map has no entry for key 'nowhere'" in state["error"]["message"]


def test_the_row_of_a_composite_that_was_ended_says_why_and_nothing_below_it_stays_open(ran):
    """What had not begun was canceled; it did not fail."""
    _, state = ran(COLLECTION, "orchestrators")
    rows = {row["id"]: row for row in state["tasks"]}
    assert "no entry for key 'nowhere'" in rows["each-0"]["error"]["message"]
    assert rows["each-0"]["error"]["details"]["position"] == "w.yaml:15:12"
    assert rows["after"]["status"] == "CANCELED"
    assert not {"PENDING", "RUNNING"} & {row["status"] for row in state["tasks"]}


@SYSTEMS
def test_a_template_at_the_top_is_told_with_its_own_place(ran, system):
    """Not only with that of its task."""
    text = 'id: w\ntasks:\n- id: a\n  tool: t\n  with:\n    deep: ["x", "{{ .nope.x }}"]\n'
    _, state = ran(text, system)
    assert state["error"]["details"]["position"] == "w.yaml:6:17"
    assert state["error"]["details"]["template"] == "{{ .nope.x }}"
    assert state["error"]["details"]["task"] == "a"
