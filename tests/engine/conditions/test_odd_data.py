"""Conditions over data as it comes: numbers of any size, empty things, odd keys, what is not there."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.conditions import CelConditions, ConditionError
from switchover.engine.conditions.paths import narrow, paths_read
from switchover.engine.conditions.wire import read_fields
from switchover.engine.rendering import authored

CEL = CelConditions()
BIG = 2**53 + 1


def holds(expression, **payload):
    return CEL.evaluate(expression, {"signal": {"payload": payload}, "input": payload})


HOLDS = [
    ("input.n == 3", {"n": 3}, True), ("input.n == 3", {"n": 3.0}, True), ("input.n == 3.0", {"n": 3}, True), ("input.n < 3.5", {"n": 3}, True), ("input.n > 2", {"n": 2.5}, True),
    (f"input.n == {BIG}", {"n": BIG}, True), (f"input.n == {BIG}", {"n": BIG - 1}, False), ("input.n > 0", {"n": 2**63 - 1}, True), ("input.n < 0", {"n": -(2**63)}, True),
    ("input.n == 0", {"n": -0.0}, True), ("input.n > 1e300", {"n": 1e308}, True), ("input.n < 1e-300", {"n": 5e-324}, True), ("input.n == true", {"n": True}, True), ("input.n == null", {"n": None}, True),
    ("input.n != null", {"n": 0}, True), ("input.n == ''", {"n": ""}, True), ("input.n == []", {"n": []}, True), ("input.n == {}", {"n": {}}, True), ("size(input.n) == 0", {"n": []}, True),
    ("size(input.n) == 0", {"n": {}}, True), ("size(input.n) == 0", {"n": ""}, True), ("size(input.n) == 1", {"n": "😀"}, True), ("size(input.n) == 2", {"n": "e\u0301"}, True), ("input.n == 'é'", {"n": "é"}, True),
    ("input.n == 'é'", {"n": "e\u0301"}, False), ("input['a b'] == 1", {"a b": 1}, True), ("input['ü'] == 1", {"ü": 1}, True), ("input[''] == 1", {"": 1}, True), ("'ü' in input", {"ü": None}, True),
    ("'x' in input", {"ü": 1}, False), ("3 in input.n", {"n": [1, 2, 3]}, True), ("3.0 in input.n", {"n": [1, 2, 3]}, True), ("'a' in input.n", {"n": []}, False), ("input.n.all(x, x > 0)", {"n": []}, True),
    ("input.n.exists(x, x > 0)", {"n": []}, False), ("input.n.exists(x, x.k == 'v')", {"n": [{"k": "w"}, {"k": "v"}]}, True), ("input.n.filter(x, x > 1).size() == 2", {"n": [1, 2, 3]}, True),
    ("input.n.map(x, x * 2) == [2, 4]", {"n": [1, 2]}, True), ("input.n[0] == 'a'", {"n": ["a"]}, True), ("has(input.n)", {"n": None}, True), ("has(input.m)", {"n": 1}, False), ("has(input.n.m)", {"n": {"m": 0}}, True),
    ("has(input.n) && input.n > 1", {}, False), ("!has(input.n) || input.n > 1", {}, True), ("true || input.absent", {}, True), ("false && input.absent", {}, False), ("input.n.startsWith('a')", {"n": "abc"}, True),
    ("input.n.matches('^[a-z]+$')", {"n": "abc"}, True), ("input.n.matches('(a+)+$')", {"n": "a" * 5000 + "b"}, False), ("input.n ? true : false", {"n": True}, True), ("double(input.n) > 1.0", {"n": "2.5"}, True),
    ("int(input.n) == 3", {"n": "3"}, True), ("string(input.n) == '3'", {"n": 3}, True), ("type(input.n) == int", {"n": 3}, True), ("type(input.n) == double", {"n": 3.0}, True), ("type(input.n) == bool", {"n": True}, True),
    ("input.n == input.m", {"n": [1, {"a": None}], "m": [1.0, {"a": None}]}, True), ("input.n == '{{ .x }}'", {"n": "{{ .x }}"}, True), ("dyn(1) == dyn('1')", {}, False), ("input.n.a.b.c == 1", {"n": {"a": {"b": {"c": 1}}}}, True),
    ("", {}, True), ("  \n ", {}, True), ("signal.payload.n == input.n", {"n": 7}, True),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "payload", "expected"), HOLDS, ids=str)
def test_a_condition_says_of_data_what_it_is(expression, payload, expected):
    """A whole number and one with a point are equal where they are; nothing else is made of anything."""
    assert holds(expression, **payload) is expected


NO_ANSWER = [
    ("input.n", {"n": 1}, "CEL_NOT_BOOLEAN"), ("input.n", {"n": "true"}, "CEL_NOT_BOOLEAN"), ("input.n", {"n": None}, "CEL_NOT_BOOLEAN"), ("input.n", {"n": [True]}, "CEL_NOT_BOOLEAN"), ("input", {}, "CEL_NOT_BOOLEAN"),
    ("input.n == 1", {}, "CEL_EVALUATION"), ("input.n.m == 1", {"n": 3}, "CEL_EVALUATION"), ("input.n.m == 1", {"n": None}, "CEL_EVALUATION"), ("input.n > 1", {"n": "2"}, "CEL_EVALUATION"), ("input.n > 1", {"n": None}, "CEL_EVALUATION"),
    ("input.n > 1", {"n": []}, "CEL_EVALUATION"), ("input.n[0] == 1", {"n": []}, "CEL_EVALUATION"), ("input.n[-1] == 1", {"n": [1]}, "CEL_EVALUATION"), ("input.n + 1 > 0", {"n": 2**63 - 1}, "CEL_EVALUATION"), ("1 / input.n > 0", {"n": 0}, "CEL_EVALUATION"),
    ("input.n == 1", {"n": 2**64}, "CEL_EVALUATION"), ("size(input.n) == 1", {"n": 1}, "CEL_EVALUATION"), ("int(input.n) == 1", {"n": "x"}, "CEL_EVALUATION"), ("!input.n", {"n": 0}, "CEL_EVALUATION"), ("input.n && true", {"n": 1}, "CEL_EVALUATION"),
    ("input.n.matches('(')", {"n": "a"}, "CEL_EVALUATION"), ("nobody == 1", {}, "CEL_SYNTAX"), ("input.", {}, "CEL_SYNTAX"), ("input.n = 1", {}, "CEL_SYNTAX"), ("'a", {}, "CEL_SYNTAX"), ("{{ .x }}", {}, "CEL_SYNTAX"),
    ("input.n === 1", {}, "CEL_SYNTAX"), ("\ud800", {}, "CEL_SYNTAX"), ("a" * 5000, {}, "CEL_COST_EXCEEDED"), ("(" * 300 + "true" + ")" * 300, {}, "CEL_COST_EXCEEDED"), ("99999999999999999999 > 1", {}, "CEL_SYNTAX"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "payload", "code"), NO_ANSWER, ids=lambda given: str(given)[:40]
)
def test_what_has_no_answer_is_an_error_and_never_no(expression, payload, code):
    """A wait that took it for no would wait for ever, one that took it for yes go on."""
    with pytest.raises(ConditionError) as told:
        holds(expression, **payload)
    assert (told.value.code, told.value.retryable) == (code, False)
    json.dumps(told.value.plain())
    assert told.value.line >= 1
    assert told.value.column >= 1


@pytest.mark.parametrize(
    "expression",
    [text for text, _, code in NO_ANSWER if code in ("CEL_SYNTAX", "CEL_COST_EXCEEDED")],
    ids=lambda given: str(given)[:40],
)
def test_what_is_no_expression_is_told_when_it_is_checked(expression):
    """A workflow is validated before it waits for a day; one that only the data breaks passes there."""
    with pytest.raises(ConditionError):
        CEL.check(expression)


@pytest.mark.parametrize(
    "expression",
    [text for text, _, code in NO_ANSWER if code not in ("CEL_SYNTAX", "CEL_COST_EXCEEDED")],
    ids=str,
)
def test_what_only_data_breaks_is_an_expression(expression):
    CEL.check(expression)


YIELDS = [
    ("input.n", {"n": [1, 2.5, None, {"a": "ü"}]}, [1, 2.5, None, {"a": "ü"}]),
    ("input.n + 1", {"n": 1}, 2),
    ("input.n + 'b'", {"n": "a"}, "ab"),
    ("[input.n]", {"n": None}, [None]),
    ("{'k': input.n}", {"n": True}, {"k": True}),
    ("1.0", {}, 1.0),
    ("input.n", {"n": BIG}, BIG),
]


@pytest.mark.parametrize(("expression", "payload", "value"), YIELDS, ids=str)
def test_a_value_is_plain_data_of_its_type(expression, payload, value):
    found = CEL.value(expression, {"input": payload})
    assert (found, repr(found)) == (value, repr(value))


def test_an_expression_that_an_author_wrote_is_its_text():
    """Though a template stands in it elsewhere; blanks at its ends are none of it."""
    assert CEL.evaluate(authored("{{ .x }}")[:0] + " input.n == 1 ", {"input": {"n": 1}})


DATA = st.recursive(st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "a", "b"]), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8)  # fmt: skip
PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3)
TERMS = st.one_of(
    PATHS.map(lambda path: "input." + ".".join(path)), PATHS.map(lambda path: "has(input." + ".".join(path) + ")"), PATHS.map(lambda path: "input" + "".join(f"['{key}']" for key in path)),
    PATHS.map(lambda path: f"size(input.{'.'.join(path)})"), st.tuples(PATHS, st.sampled_from(["input", "item", "x"])).map(lambda given: f"input.{'.'.join(given[0])}.exists({given[1]}, {given[1]} == 1)"),
    st.sampled_from(["1", "'a'", "true", "null", "input", "signal.a", "{'a': input.b}.a", "[input.c][0]", "'a' in input", "dyn(input).a"]),
)  # fmt: skip
EXPRESSIONS = st.tuples(TERMS, st.sampled_from(["==", "!=", "&&", "||", "<"]), TERMS).map(" ".join)


@given(EXPRESSIONS, st.dictionaries(st.sampled_from("abc"), DATA, max_size=3))
@settings(max_examples=70)
def test_the_part_of_the_data_that_is_handed_over_changes_no_answer(expression, data):
    """What an expression reads is found in it; all else may be anything, a secret or a gigabyte."""
    variables = {"input": data, "signal": {"a": data}, "item": data}
    assert answer(expression, variables) == answer(
        f"({expression}) == true || ({expression}) == false || input == null || signal == null || item == null ? ({expression}) : false",
        variables,
    ) or "error" in str(answer(expression, variables))


def answer(expression, variables):
    try:
        return CEL.value(expression, variables)
    except ConditionError as error:
        return f"error {error.code}"


READS = [
    ("input.a.b == 1", {"input": {"a": {"b": None}}}), ("input.a == 1 && input.a.b == 2", {"input": {"a": None}}), ("input.a.b == 1 && input.a.c == 2", {"input": {"a": {"b": None, "c": None}}}), ("has(input.a.b)", {"input": {"a": {"b": None}}}),
    ("input['a'].b == 1", {"input": None}), ("input == null", {"input": None}), ("input.a.exists(x, x.b == signal.c)", {"input": {"a": None}, "signal": {"c": None}}), ("true", {}), ("size(input.a) > input.b", {"input": {"a": None, "b": None}}),
    ("{'k': input.a}.k == [input.b][0]", {"input": {"a": None, "b": None}}),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "paths"), READS, ids=str)
def test_what_an_expression_reads_is_found_in_it(expression, paths):
    """So that nothing else is handed to it."""
    found = CEL._compiled(expression)[1]
    assert {name: below for name, below in found.items() if name != "x"} == paths


@pytest.mark.parametrize(
    "message",
    [b"\xff", b"\x0b", b"\x08", b"\x12\x05ab", bytes(range(200)), b"\x12\x03\x22\x01\xff"],
)
def test_a_form_that_is_not_understood_reads_everything(message):
    """Or as much as can be said of it: never less than it reads."""
    names = frozenset({"input", "signal"})
    found = paths_read(message, names)
    assert found in (dict.fromkeys(names), {})
    assert narrow({"input": {"a": 1}}, dict.fromkeys(names)) == {"input": {"a": 1}}


@given(
    st.lists(
        st.tuples(st.integers(1, 2000), st.integers(0, 2**63) | st.binary(max_size=20)), max_size=6
    )
)
def test_fields_are_read_as_they_were_written(fields):
    """Numbers as numbers, all the rest as bytes."""

    def varint(value):
        out = b""
        while value > 0x7F:
            out += bytes([value & 0x7F | 0x80])
            value >>= 7
        return out + bytes([value])

    message = b"".join(
        varint(number << 3) + varint(value) if isinstance(value, int) else varint(number << 3 | 2) + varint(len(value)) + value for number, value in fields
    )  # fmt: skip
    assert [*read_fields(message)] == fields
