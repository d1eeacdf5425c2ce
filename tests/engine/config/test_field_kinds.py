"""What each kind of field takes of a value that came back as text, refuses, and makes of two."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.config.field import FieldError, fields_of
from switchover.engine.config.kinds import (
    ANYTHING,
    FLAG,
    LIST,
    MAP,
    NUMBER,
    RECORD,
    RECORDS,
    REFERENCE,
    TEXT,
    TEXTS,
    WHOLE,
    is_template,
)
from switchover.engine.config.task import RetryPolicy, TaskConfig, TaskOptions, Transition

READ = [
    (TEXT, "a", "a"), (TEXT, "", ""), (TEXT, True, "1"), (TEXT, False, "0"), (TEXT, 3, "3"), (TEXT, 2.5, "2.5"),
    (FLAG, True, True), (FLAG, 1, True), (FLAG, 0, False), (FLAG, 2.5, True), (FLAG, "true", True), (FLAG, "T", True), (FLAG, "1", True),
    (FLAG, "FALSE", False), (FLAG, "f", False), (FLAG, "", False), (FLAG, "0", False),
    (WHOLE, 3, 3), (WHOLE, True, 1), (WHOLE, 3.0, 3), (WHOLE, "3", 3), (WHOLE, "-3", -3), (WHOLE, "", 0),
    (NUMBER, 3, 3.0), (NUMBER, "2.5", 2.5), (NUMBER, "", 0.0), (NUMBER, True, 1.0), (NUMBER, 1e300, 1e300),
    (MAP, {"a": 1}, {"a": 1}), (RECORD, {}, {}), (TEXTS, {"A": 1, "B": True, "C": "c"}, {"A": "1", "B": "1", "C": "c"}),
    (LIST, [1], [1]), (LIST, (1,), (1,)), (RECORDS, [{"a": 1}], [{"a": 1}]), (RECORDS, [], []),
    (REFERENCE, "id", "id"), (REFERENCE, {"id": "x"}, {"id": "x"}), (ANYTHING, None, None), (ANYTHING, [1], [1]),
]  # fmt: skip
REFUSED = [
    (TEXT, []), (TEXT, {}), (TEXT, None), (FLAG, "yes"), (FLAG, "TrUe"), (FLAG, []), (FLAG, None), (WHOLE, 2.5), (WHOLE, "2.5"), (WHOLE, "x"),
    (WHOLE, []), (WHOLE, None), (WHOLE, math.inf), (WHOLE, math.nan), (NUMBER, "x"), (NUMBER, []), (NUMBER, None), (MAP, []), (MAP, "a"), (MAP, None), (RECORD, 3),
    (TEXTS, {"A": []}), (TEXTS, ["A"]), (LIST, "text"), (LIST, b"ab"), (LIST, {"a": 1}), (LIST, 3), (RECORDS, [1]), (RECORDS, {}), (RECORDS, [{}, "x"]), (REFERENCE, 3), (REFERENCE, [1]),
]  # fmt: skip


def name(part):
    return getattr(part, "expects", None) or repr(part)


@pytest.mark.parametrize(("kind", "value", "read"), READ, ids=name)
def test_a_value_is_read_weakly(kind, value, read):
    """A template gives texts: a number or a flag in one is that number or flag."""
    found = kind.read(value)
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(("kind", "value"), REFUSED, ids=name)
def test_what_a_field_cannot_hold_is_refused(kind, value):
    """And not made into something near it."""
    with pytest.raises(ValueError):
        kind.read(value)


@pytest.mark.parametrize(
    ("kind", "old", "new", "both"),
    [
        (TEXT, "a", "b", "b"), (TEXT, "a", "", "a"), (TEXT, None, "b", "b"), (WHOLE, 3, 0, 3), (WHOLE, 3, 4, 4), (FLAG, True, False, True),
        (LIST, [1], [2], [2]), (LIST, [1], [], [1]), (MAP, {"a": 1, "b": 2}, {"b": 3, "c": ""}, {"a": 1, "b": 3, "c": ""}), (MAP, {"a": 1}, {}, {"a": 1}),
        (MAP, None, {"a": 1}, {"a": 1}), (MAP, {"a": 1}, None, {"a": 1}), (TEXTS, {"A": "1"}, {"A": ""}, {"A": ""}),
        (RECORD, {"next": "a", "with": {"x": 1}}, {"next": "", "with": {"y": 2}}, {"next": "a", "with": {"x": 1, "y": 2}}), (RECORD, {"next": "a"}, {"next": "b"}, {"next": "b"}),
        (RECORD, {"a": {"x": {"p": 1}}}, {"a": {"x": {"q": 2}}}, {"a": {"x": {"q": 2}}}), (REFERENCE, "a", {"id": "b"}, {"id": "b"}), (REFERENCE, {"id": "a"}, {"to": 1}, {"id": "a", "to": 1}),
    ],
    ids=name,
)  # fmt: skip
def test_two_values_are_joined_as_the_kind_says(kind, old, new, both):
    """Nothing, zero and false change nothing; maps are joined by key, where the other's value wins; neither is changed."""
    before = repr((old, new))
    assert kind.merge(old, new) == both
    assert repr((old, new)) == before


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=2), st.integers(), max_size=2)))  # fmt: skip
def test_any_value_is_read_or_refused(value):
    """No value of a file fails otherwise, and what was read is read the same once more."""
    for kind in (TEXT, FLAG, WHOLE, NUMBER, MAP, TEXTS, RECORD, LIST, RECORDS, REFERENCE):
        try:
            read = kind.read(value)
        except ValueError:
            continue
        again = kind.read(read)
        assert again == read or (read != read and again != again)


@given(st.dictionaries(st.sampled_from("abc"), st.integers(0, 3)), st.dictionaries(st.sampled_from("abc"), st.integers(0, 3)))  # fmt: skip
def test_joining_with_nothing_changes_nothing(one, other):
    """And joining twice is joining once."""
    for kind in (MAP, RECORD):
        assert kind.merge(one, {}) == one
        joined = kind.merge(one, other)
        assert kind.merge(joined, other) == joined
        assert joined.keys() == one.keys() | other.keys()


@pytest.mark.parametrize(
    ("text", "says"), [("{{ .a }}", True), ("a {{", True), ("{ {", False), ("", False), (3, False), (None, False), (["{{"], False)]
)  # fmt: skip
def test_what_a_template_is(text, says):
    """A text with two braces in a row; nothing else."""
    assert is_template(text) is says


@pytest.mark.parametrize(
    ("record", "data", "name", "value"),
    [
        (Transition, {}, "next", ""), (Transition, {"next": None}, "next", ""), (Transition, {"with": {"a": 1}}, "with_", {"a": 1}),
        (RetryPolicy, {"maximum_attempts": "3"}, "maximum_attempts", 3), (RetryPolicy, {"backoff_coefficient": 2}, "backoff_coefficient", 2.0),
        (RetryPolicy, {}, "non_retryable_error_types", ()), (TaskOptions, {"heartbeat_timeout": 5}, "heartbeat_timeout", "5"),
    ],
)  # fmt: skip
def test_a_field_that_is_absent_or_null_has_its_default(record, data, name, value):
    """One that is there is read as its kind says, under the name that a file has for it."""
    found = getattr(record(data), name)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("record", "data", "name", "path", "said"),
    [
        (RetryPolicy, {"maximum_attempts": "x"}, "maximum_attempts", ("maximum_attempts",), "maximum_attempts must be a whole number"),
        (Transition, {"with": 3}, "with_", ("with",), "with must be a map"),
        (TaskOptions, {"on_error": []}, "on_error_map", ("on_error",), "on_error must be a map"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_read_says_which_and_what_it_holds(record, data, name, path, said):
    """By the name that the file has for it."""
    with pytest.raises(FieldError) as told:
        getattr(record(data), name)
    assert told.value.path == path
    assert told.value.message == said
    assert not told.value.retryable


def test_fields_are_those_of_all_bases_by_their_names_in_a_file():
    """An attribute that Python keeps for itself has the name without its underscore."""
    known = fields_of(TaskConfig)
    assert {"with", "CWD", "config", "on_success", "retries"} <= known.keys()
    assert not {"with_", "cwd", "options_map"} & known.keys()
    assert known["with"].name == "with"
    assert TaskConfig.with_ is known["with"]
