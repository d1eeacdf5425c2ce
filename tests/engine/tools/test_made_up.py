"""What is made up for a schema fits it, or is told not to, soon, whatever the schema asks for."""

import asyncio
import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.config.schemas import SchemaError, Schemas
from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.rendering import authored
from switchover.engine.tools import EchoTools, RecordedCall, RecordingTools, ReplayingTools, fitting
from switchover.engine.tools.fitting import MOST


def echoed(schema, given=None, **rest):
    call = ToolCall(
        kind="tool", id="t", action=None, input=given or {}, output_schema=schema, config={}, **rest
    )
    return asyncio.run(EchoTools().call(call))


FITS = [
    {"type": "integer", "minimum": 5}, {"type": "integer", "minimum": -5, "maximum": -3}, {"type": "integer", "exclusiveMinimum": 5, "maximum": 6}, {"type": "integer", "exclusiveMinimum": 2**60},
    {"type": "integer", "minimum": 10**30}, {"type": "integer", "maximum": -(10**30)}, {"type": "integer", "multipleOf": 7, "minimum": 100}, {"type": "integer", "minimum": 0.5, "maximum": 1.5},
    {"type": "number", "minimum": 0.1, "maximum": 0.2}, {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-300}, {"type": "number", "maximum": -1e308}, {"type": "number", "multipleOf": 0.5, "minimum": 0.7},
    {"type": "number", "minimum": 3, "maximum": 3}, {"type": "string", "minLength": 50}, {"type": "string", "maxLength": 0}, {"type": "string", "minLength": 3, "maxLength": 3}, {"type": "string", "format": "email"},
    {"type": "string", "format": "uuid"}, {"type": "string", "format": "nobody knows"}, {"type": "string", "pattern": "^[0-9]{4}-x$"}, {"type": "string", "enum": ["ü"]}, {"const": None}, {"const": {"a": [1]}}, {"enum": [None]},
    {"type": "boolean"}, {"type": "null"}, {"type": ["null", "integer"]}, {"type": ["string", "null"]}, {"type": "array", "minItems": 5, "items": {"type": "boolean"}}, {"type": "array", "maxItems": 0},
    {"type": "array", "maxItems": 1, "items": {"type": "null"}}, {"type": "array", "prefixItems": [{"const": 1}, {"const": "a"}], "items": False, "maxItems": 2}, {"type": "array"}, {"type": "object"},
    {"type": "object", "minProperties": 4}, {"type": "object", "required": ["ü", ""], "additionalProperties": {"type": "integer"}}, {"type": "object", "properties": {"a": {"type": "integer"}, "b": {}}},
    {"anyOf": [{"type": "integer"}, {"type": "string"}]}, {"oneOf": [{"const": 3}, {"const": 4}]}, {"allOf": [{"type": "object", "required": ["a"]}, {"properties": {"a": {"const": 1}}}]}, {"default": 5, "type": "integer"},
    {"examples": ["e"], "type": "string"}, {"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer", "minimum": 9}}}, {"$defs": {"a~/b": {"const": 1}}, "$ref": "#/$defs/a~0~1b"},
    {"type": "object", "required": ["next"], "properties": {"next": {"anyOf": [{"type": "null"}, {"$ref": "#"}]}}}, {}, True,
]  # fmt: skip


@pytest.mark.parametrize("schema", FITS, ids=lambda schema: str(schema)[:60])
def test_it_fits(schema):
    """And is the same each time."""
    wrapped = {"type": "object", "required": ["a"], "properties": {"a": schema}}
    if isinstance(schema, dict) and "$defs" in schema:
        wrapped = {**wrapped, "$defs": schema["$defs"]}
    if isinstance(schema, dict) and "'#'" in str(schema):
        wrapped["properties"]["a"] = {"type": "object"}
    found = echoed(wrapped)
    assert Schemas().violations(wrapped, found) == ()
    assert echoed(wrapped) == found


MUCH = [
    {"type": "array", "minItems": 10**9}, {"type": "string", "minLength": 10**10}, {"type": "object", "minProperties": 10**9}, {"type": "number", "minimum": 1e308, "multipleOf": 1e-5},
    {"type": "array", "minItems": 2000, "items": {"type": "array", "minItems": 2000, "items": {"type": "array", "minItems": 2000}}},
    {"type": "string", "pattern": "^(a{50}){300}$"}, {"type": "integer", "minimum": 2, "maximum": 1}, {"type": "string", "minLength": 5, "maxLength": 2}, {"not": {}}, False, {"type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 2},
    {"type": "object", "required": ["a"], "properties": {"a": False}}, {"type": "array", "minItems": 2, "maxItems": 1},
]  # fmt: skip


@pytest.mark.parametrize("schema", MUCH, ids=lambda schema: str(schema)[:60])
def test_what_nothing_fits_or_would_fill_the_memory_is_told(schema):
    """Within a moment: a schema is text that somebody wrote, and may ask for anything."""
    begun = time.perf_counter()
    with pytest.raises(EngineError, match="no made-up value fits") as told:
        echoed({"type": "object", "required": ["a"], "properties": {"a": schema}})
    assert (told.value.code, told.value.retryable) == ("ECHO_UNFIT", False)
    assert time.perf_counter() - begun < 20


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "objekt"},
        {"properties": 3},
        {"minimum": "x"},
        {"$ref": "#/nowhere"},
        {"pattern": "["},
    ],
)
def test_a_schema_that_is_none_is_told(schema):
    with pytest.raises(SchemaError) as told:
        echoed({"type": "object", "required": ["a"], "properties": {"a": schema}})
    assert not told.value.retryable


LARGE = {
    "type": "object",
    "required": ["a"],
    "properties": {"a": {"type": "array", "minItems": 5_000, "items": {"type": "integer"}}},
}


def test_what_is_large_is_made():
    """Up to so many values in all."""
    assert echoed(LARGE)["a"] == [1] * 5_000
    assert len(fitting({"type": "array", "minItems": 10**12})) == MOST


GIVEN = [
    ({"a": 1}, {"a": 1}), ({"a": "x"}, {"a": 1}), ({"a": 1, "more": [1]}, {"a": 1, "more": [1]}), ({"more": 1}, {"a": 1, "more": 1}), ({}, {"a": 1}), ({"a": None}, {"a": 1}), ({"a": 2.0}, {"a": 2.0}), ({"a": True}, {"a": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("given", "found"), GIVEN, ids=str)
def test_what_was_given_stays_where_it_fits(given, found):
    """Only what does not is made up."""
    result = echoed(
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}, given
    )
    assert (result, type(result["a"])) == (found, type(found["a"]))


BOUNDS = st.one_of(
    st.integers(-(10**6), 10**6), st.floats(-1e9, 1e9), st.sampled_from([1e308, -1e308, 0, 10**25])
)
NUMBERS = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number"])},
    optional={"minimum": BOUNDS, "maximum": BOUNDS, "exclusiveMinimum": BOUNDS, "exclusiveMaximum": BOUNDS, "multipleOf": st.sampled_from([1, 2, 7, 0.5, 1e-5, 1e300])},
)  # fmt: skip


@given(NUMBERS)
@settings(max_examples=60)
def test_any_bounds_give_a_number_that_fits_or_an_error(schema):
    """Never one beside them, never a traceback."""
    wrapped = {"type": "object", "required": ["a"], "properties": {"a": schema}}
    try:
        found = echoed(wrapped)["a"]
    except EngineError as error:
        assert error.code == "ECHO_UNFIT"
        return
    assert math.isfinite(found)
    for name, holds in (
        ("minimum", found.__ge__),
        ("maximum", found.__le__),
        ("exclusiveMinimum", found.__gt__),
        ("exclusiveMaximum", found.__lt__),
    ):
        assert name not in schema or holds(schema[name]) is not False


# Recorded calls.

VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2), max_leaves=5)  # fmt: skip
CALLS = st.lists(
    st.tuples(
        st.sampled_from(["tool", "agent"]),
        st.sampled_from("ab"),
        st.sampled_from([None, "x"]),
        st.dictionaries(st.text(max_size=2), VALUES, max_size=2),
        VALUES | st.just("raise"),
    ),
    max_size=6,
)


class Scripted:
    def __init__(self, answers):
        self.answers = list(answers)

    async def call(self, request):
        answer = self.answers.pop(0)
        if answer == "raise":
            raise EngineError("NO", "said no", details={"n": [1]}, retryable=False)
        return answer


async def outcome(tools, call):
    try:
        return await tools.call(call)
    except EngineError as error:
        return error.plain()


def request(kind, name, action, given):
    return ToolCall(kind=kind, id=name, action=action, input=given, output_schema=None, config={})


@given(CALLS, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_what_was_recorded_is_answered_the_same_in_any_order(calls, random):
    """Through a file, too; equal calls in the order in which they were made, and each once."""
    import msgspec

    async def story():
        recording = RecordingTools(Scripted(answer for *_, answer in calls))
        requests = [request(*call) for *call, _ in calls]
        first = [await outcome(recording, each) for each in requests]
        kept = msgspec.json.decode(msgspec.json.encode(recording.calls), type=list[RecordedCall])
        order = [*range(len(calls))]
        random.shuffle(order)
        replaying, equal = ReplayingTools(kept), {}
        for at in order:
            equal.setdefault(repr(_key(requests[at])), []).append(at)
        for at in order:
            same = sorted(equal[repr(_key(requests[at]))])
            equal[repr(_key(requests[at]))].remove(same[0])
            assert repr(await outcome(replaying, requests[at])) == repr(first[same[0]])
        assert replaying.unused == []
        for each in requests:
            assert (await outcome(replaying, each))["code"] == "TOOL_UNRECORDED"

    asyncio.run(story())


def _key(call):
    import json

    return call.kind, call.id, call.action, json.dumps(call.input, sort_keys=True)


def test_a_text_that_an_author_wrote_is_recorded_as_a_text():
    """An input may hold one that nobody has rendered; it was no JSON to who looked for its answer."""
    given = authored({"a": "{{ .x }}", "list": ["{{ .y }}"]})
    recording = RecordingTools(EchoTools())

    async def story():
        first = await recording.call(request("tool", "t", None, given))
        replaying = ReplayingTools(recording.calls)
        assert (
            await replaying.call(
                request("tool", "t", None, {"a": "{{ .x }}", "list": ["{{ .y }}"]})
            )
            == first
        )

    asyncio.run(story())


def test_what_is_changed_later_changes_no_recording():
    """Neither the input nor the answer, nor what the replay gives."""
    answer, given = {"list": [1]}, {"n": [1]}
    recording = RecordingTools(Scripted([answer, answer]))

    async def story():
        for _ in range(2):
            found = await recording.call(request("tool", "t", None, given))
            found["list"].append(2)
            answer["list"] = [1]
        given["n"].append(2)
        replaying = ReplayingTools(recording.calls)
        for _ in range(2):
            found = await replaying.call(request("tool", "t", None, {"n": [1]}))
            assert found == {"list": [1]}
            found["list"].append(3)

    asyncio.run(story())
