"""Echo: the input back, made to fit; and the values that are made up for it."""

import asyncio
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.config.schemas import Schemas
from switchover.engine.context import ToolCall
from switchover.engine.tools import EchoTools, ToolError, fitting

SCHEMAS = Schemas()


def echoed(given, schema=None):
    request = ToolCall(
        kind="tool", id="t", action=None, input=given, output_schema=schema, config={}
    )
    return asyncio.run(EchoTools().call(request))


def test_without_a_schema_the_input_comes_back_as_a_copy():
    given = {"a": [1]}
    output = echoed(given)
    assert output == given
    assert output["a"] is not given["a"]


def test_an_input_that_fits_comes_back():
    assert echoed({"a": 1}, {"type": "object", "required": ["a"]}) == {"a": 1}


def test_what_is_missing_is_filled_and_what_is_there_is_kept():
    schema = {
        "type": "object",
        "required": ["city", "degrees", "tips"],
        "properties": {
            "city": {"type": "string"},
            "degrees": {"type": "number", "minimum": 5},
            "tips": {"type": "array", "items": {"type": "string"}},
        },
    }
    assert echoed({"city": "Oslo", "more": 1}, schema) == {
        "city": "Oslo", "degrees": 5, "tips": ["tips 1", "tips 2"], "more": 1,
    }  # fmt: skip


def test_what_does_not_fit_is_replaced():
    schema = {
        "type": "object",
        "properties": {"n": {"type": "integer"}, "m": {"$ref": "#/$defs/m"}},
        "required": ["n"],
        "additionalProperties": False,
        "$defs": {"m": {"type": "string"}},
    }
    assert echoed({"n": "text", "m": "kept", "other": 1}, schema) == {"n": 1, "m": "kept"}


def test_a_schema_that_nothing_made_up_fits_is_told():
    with pytest.raises(ToolError, match="bind it to a function") as raised:
        echoed({}, {"type": "object", "required": ["x"], "properties": {"x": False}})
    assert (raised.value.code, raised.value.retryable) == ("ECHO_UNFIT", False)


def test_a_pattern_beyond_us_leaves_the_text_as_it_is():
    assert fitting({"type": "string", "pattern": "(?=no)"}) == "value"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, "value"),
        ({"type": "string", "minLength": 8}, "valuexxx"),
        ({"type": "string", "maxLength": 2}, "va"),
        ({"type": "string", "format": "date"}, "2024-01-02"),
        ({"type": "string", "pattern": "^v"}, "value"),
        ({"type": "string", "pattern": r"^[A-Z]{2}-\d{3,}(\.x|y)?$"}, "AA-000"),
        ({"type": "integer"}, 1),
        ({"type": "integer", "minimum": 10}, 10),
        ({"type": "integer", "exclusiveMinimum": 10}, 11),
        ({"type": "integer", "maximum": -3}, -3),
        ({"type": "integer", "exclusiveMaximum": -3}, -4),
        ({"type": "integer", "minimum": 7, "multipleOf": 5}, 10),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, 0.5),
        ({"type": "boolean"}, True),
        ({"type": "null"}, None),
        ({"type": ["null", "integer"]}, 1),
        ({"enum": ["b", "a"]}, "b"),
        ({"const": {"x": 1}}, {"x": 1}),
        ({"type": "integer", "default": 5}, 5),
        ({"type": "array", "items": {"type": "integer"}}, [1, 1]),
        ({"type": "array", "minItems": 3}, ["value 1", "value 2", "value 3"]),
        ({"type": "array", "maxItems": 0}, []),
        ({"prefixItems": [{"const": 1}], "type": "array", "items": {"const": 2}}, [1, 2]),
        ({"properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a"]}, {"a": 1}),
        ({"properties": {"a": {"type": "integer"}}}, {"a": 1}),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, 1),
        ({"allOf": [{"required": ["a"]}, {"properties": {"a": {"const": 3}}}]}, {"a": 3}),
        ({"$ref": "#/$defs/n", "$defs": {"n": {"const": 4}}}, 4),
        ({"$ref": "#/$defs/a~1b", "$defs": {"a/b": {"const": 4}}}, 4),
        (True, None),
    ],
)
def test_made_up_values(schema, expected):
    value = fitting(schema)
    assert value == expected
    assert not SCHEMAS.violations(schema, value) if isinstance(schema, dict) else True


def test_a_schema_that_refers_to_itself_comes_to_an_end():
    tree = {
        "type": "object",
        "properties": {"children": {"type": "array", "items": {"$ref": "#"}, "maxItems": 1}},
    }
    assert "children" in fitting(tree)
    assert fitting({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}) is not ...


SCALARS = st.one_of(
    st.builds(
        lambda low, more: {"type": "integer", "minimum": low, "maximum": low + more},
        st.integers(-1000, 1000), st.integers(0, 50),
    ),
    st.builds(
        lambda low, more: {"type": "number", "exclusiveMinimum": low, "exclusiveMaximum": low + more},
        st.integers(-1000, 1000), st.integers(1, 50),
    ),
    st.builds(
        lambda least, more: {"type": "string", "minLength": least, "maxLength": least + more},
        st.integers(0, 20), st.integers(0, 20),
    ),
    st.builds(lambda values: {"enum": values}, st.lists(st.text(), min_size=1)),
    st.sampled_from([{"type": "boolean"}, {"type": "null"}, {"type": "string", "format": "uuid"}]),
)  # fmt: skip
NESTED = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.builds(
            lambda items, least, more: {
                "type": "array", "items": items, "minItems": least, "maxItems": least + more,
            },
            inner, st.integers(0, 4), st.integers(0, 4),
        ),
        st.builds(
            lambda properties: {
                "type": "object", "properties": properties, "required": sorted(properties),
                "additionalProperties": False,
            },
            st.dictionaries(st.sampled_from("abc"), inner),
        ),
        st.builds(lambda options: {"anyOf": options}, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)  # fmt: skip


@given(NESTED)
def test_made_up_values_fit_and_are_the_same_each_time(schema):
    value = fitting(schema)
    assert not SCHEMAS.violations(schema, value), value
    assert fitting(schema) == value
    assert not (isinstance(value, float) and math.isnan(value))
