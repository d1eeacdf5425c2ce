"""Documents inside texts: read, changed inside, and written back as they were written."""

from __future__ import annotations

import json
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from switchover.shadow.search.calls.documents import document
from switchover.shadow.search.changes.mutator import Input, Mutator
from switchover.shadow.search.knowledge.domain import Domain
from switchover.shadow.search.knowledge.facts import Facts

from .told import sought

WORKFLOW = """\
id: first
on: push
tasks:
- id: a
  count: 3
  text: 'yes'
- id: b
  when: 2024-01-31
"""
OTHER = "id: second\ntasks:\n- id: c\n  count: 7\n  retry: {most: 2}\n"

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
containers = st.lists(values, min_size=1, max_size=3) | st.dictionaries(
    st.text(), values, min_size=1, max_size=3
)


@given(containers)
def test_json_is_read_and_written_as_it_was(value) -> None:
    """The text that was read comes out again, indented or not, with letters or escapes."""
    for text in (json.dumps(value), json.dumps(value, indent=2, ensure_ascii=False)):
        found = document(text)
        assert found is not None
        assert found.value == json.loads(text)
        assert json.loads(found.write(found.value)) == found.value
    assert "\n" not in document(json.dumps(value)).write(value)


@pytest.mark.parametrize("text", ["", "plain", "12", '"a"', "{}", "a: b", "12:30", "{{ .x }}", "http://a.b", "{", "- a", b"\xff\xfe", 3, None])  # fmt: skip
def test_what_is_no_document_is_a_text(text) -> None:
    """A word, a sentence with a colon, a template, an empty document, another type."""
    assert document(text) is None


def test_words_mean_what_they_mean_in_yaml_1_2() -> None:
    """`on` is a key, a date is text, and what is written back says so to any reader."""
    found = document(WORKFLOW)
    assert found.value["on"] == "push"
    assert found.value["tasks"][1]["when"] == "2024-01-31"
    again = document(found.write(found.value))
    assert again.value == found.value
    assert yaml.safe_load(found.write(found.value))["tasks"][0]["text"] == "yes"


def test_bytes_stay_bytes() -> None:
    """A document in bytes is written as bytes."""
    found = document(b'{"a":1}')
    assert found.write({"a": 2}) == b'{"a":2}'


def test_documents_are_changed_inside() -> None:
    """Most changed texts are documents still: other values, keys of other records, other lengths."""
    domain = Domain(Facts())
    calls = [((WORKFLOW,), {}), ((OTHER,), {})]
    domain.learn_all(calls)
    mutator = Mutator(domain, Random(5))
    made = [mutator.mutated(Input(calls[0]), Input(calls[1])).call[0][0] for _ in range(400)]
    read = [found.value for text in made if (found := document(text)) is not None]
    assert len(read) > 200
    tasks = [one["tasks"] for one in read if type(one) is dict and type(one.get("tasks")) is list]
    counts = {task.get("count") for each in tasks for task in each if type(task) is dict}
    assert {4, 7} <= counts
    assert any("retry" in task for each in tasks for task in each if type(task) is dict)
    assert len({len(each) for each in tasks}) >= 3


OLD_SIDE = """
import json
def most(text):
    tasks = json.loads(text)["tasks"]
    return sum(one["count"] if one["count"] < 20 else 20 for one in tasks)
"""


def test_a_search_finds_what_hangs_on_a_value_inside(tmp_path, monkeypatch) -> None:
    """The boundary lies on a number inside a document inside a text."""
    (tmp_path / "inside_old.py").write_text(OLD_SIDE)
    (tmp_path / "inside_new.py").write_text(OLD_SIDE.replace("else 20", "else 21"))
    monkeypatch.syspath_prepend(str(tmp_path))
    recorded = [((json.dumps({"tasks": [{"count": n}, {"count": 3}]}),), {}) for n in (1, 4, 9)]
    sides = "inside_old:most", "inside_new:most"
    found = sought(*sides, recorded, calls=1_500, time_s=600, stop_at=1)
    assert len(found.finds) == 1
    small = document(found.finds[0].call[0][0]).value
    assert [one["count"] >= 20 for one in small["tasks"]].count(True) == len(small["tasks"]) == 1
