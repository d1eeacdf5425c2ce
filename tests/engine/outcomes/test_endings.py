"""How a workflow ends, from its rows; how what is told of an error is written; and what a text is a name."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.errors import EngineError
from switchover.engine.outcomes import default_output, last_word
from switchover.engine.plain_json import as_read, as_told, checked, encode, is_name, storable
from switchover.engine.rendering import authored
from switchover.engine.states import Status, TaskState

SAYS = {
    Status.FAILED: Status.FAILED,
    Status.RUNNING: Status.RUNNING,
    Status.PENDING: Status.RUNNING,
}


def row(number, status, parent=None, task_id=None, **rest):
    return TaskState(
        task_exec_id=f"x{number}",
        task_id=task_id or f"t{number}",
        workflow_id="w",
        workflow_exec_id="r",
        status=status,
        execution_type=rest.pop("kind", "basic"),
        parent_state_id=parent,
        **rest,
    )


ROWS = st.lists(st.tuples(st.sampled_from(Status), st.booleans()), max_size=8)


@given(ROWS)
def test_the_last_row_that_says_something_has_the_word(given_rows):
    """Of those without a parent; without any it is a success."""
    rows = [
        row(number, status, "p" if child else None)
        for number, (status, child) in enumerate(given_rows)
    ]
    words = [SAYS[status] for status, child in given_rows if not child and status in SAYS]
    assert last_word(rows) is (words[-1] if words else Status.SUCCESS)
    assert last_word(iter(rows)) is last_word(rows)


@given(ROWS)
def test_the_output_has_an_entry_for_each_row(given_rows):
    """With its parent, where it has one."""
    rows = [
        row(number, status, "p" if child else None, output={"n": number})
        for number, (status, child) in enumerate(given_rows)
    ]
    found = default_output(rows)
    assert [*found] == [each.task_id for each in rows]
    for each in rows:
        assert found[each.task_id] == {
            "output": each.output,
            **({"parent_state_id": "p"} if each.parent_state_id else {}),
        }


@pytest.mark.parametrize(
    ("says", "kinds"),
    [(None, {"parallel"}), (lambda _: False, set()), (lambda _: True, {"parallel", "basic"})],
)
def test_whose_type_is_told_is_the_systems_choice(says, kinds):
    rows = [row(0, Status.SUCCESS, kind="parallel"), row(1, Status.SUCCESS)]
    found = default_output(rows) if says is None else default_output(rows, says_type=says)
    assert {
        entry["execution_type"] for entry in found.values() if "execution_type" in entry
    } == kinds


NAMES = [
    ("a", True),
    ("", True),
    ("ü", True),
    ("日本 😀", True),
    ("\n\t", True),
    ("\x7f", True),
    ("\0", False),
    ("a\0", False),
    ("\ud800", False),
    ("\udfffx", False),
    ("\ud83d\ude00", False),
]


@pytest.mark.parametrize(("text", "fits"), NAMES)
def test_what_every_store_can_keep_as_a_name(text, fits):
    assert is_name(text) is fits


@given(
    st.text(st.characters(), max_size=6)
    | st.text(st.sampled_from(["\ud800", "a", "\udfff", "ü"]), max_size=4)
)
def test_any_text_can_be_written_and_what_can_be_is_itself(text):
    """Half a letter becomes its escape; written twice it is the same."""
    found = storable(text)
    found.encode()
    assert storable(found) == found
    assert (found == text) == (not any("\ud800" <= letter <= "\udfff" for letter in text))


class Odd:
    def __repr__(self):
        return "odd \ud800"


class Worse:
    def __repr__(self):
        raise ZeroDivisionError


TOLD = [
    ({}, {}), ({"a": 1, "b": [None, 2.5]}, {"a": 1, "b": [None, 2.5]}), ({"a": Odd()}, {"a": "odd \\ud800"}), ({"a": Worse()}, {"a": "a Worse, whose text raised ZeroDivisionError"}), ({"a": math.nan}, {"a": "nan"}),
    ({"a": {"b": math.inf}}, {"a": "{'b': inf}"}), ({"a": "\ud800"}, {"a": "\\ud800"}), ({"\ud800": 1}, {"\\ud800": 1}), ({1: "x", "b": Odd()}, {"1": "x", "b": "odd \\ud800"}), ({"a": (1, 2)}, {"a": [1, 2]}),
    ({"a": authored("{{ .x }}")}, {"a": "{{ .x }}"}), ({"a": 10**400, "b": 1}, {"a": str(10**400), "b": 1}), ({(1, 2): 3}, {"(1, 2)": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("details", "told"), TOLD, ids=range(len(TOLD)))
def test_what_is_told_of_an_error_can_always_be_written(details, told):
    """As plain data where it is that, else as its text; one part does not spoil the others."""
    assert as_told(details) == told
    error = EngineError("E", "half \ud800", details=details)
    assert error.details == told
    again = EngineError(**json.loads(json.dumps(error.plain())))
    assert again.plain() == error.plain()
    assert str(again) == "E: half \\ud800"


def test_an_error_is_told_of_what_held_itself():
    loop = {}
    loop["self"] = loop
    assert set(as_told({"a": loop, "b": 1})) == {"a", "b"}


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
        | st.tuples(inner)
    ),
    max_leaves=6,
)


def numbers(value):
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, float):
        yield value


@given(VALUES)
def test_a_value_is_read_as_it_was_written_or_refused(value):
    """Once and again; a number that is none is never null."""
    if all(map(math.isfinite, numbers(value))):
        found = as_read(value, "it")
        assert as_read(found, "it") == found
        assert encode(found) == checked(value, "it")
        assert json.loads(checked(value, "it")) == found
    else:
        with pytest.raises(ValueError, match="is a number that JSON cannot hold"):
            as_read(value, "it")
