"""Recording and replaying: each call with its result, and nothing that was not recorded."""

import asyncio

import msgspec
import pytest

from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.tools import (
    Binding,
    RecordedCall,
    RecordingTools,
    ReplayingTools,
    ToolRegistry,
)


def call(name, **given):
    return ToolCall(kind="tool", id=name, action=None, input=given, output_schema=None, config={})


@pytest.fixture
def recorded():
    """Three calls, the second of which fails; two are the same but for their answers."""
    numbers = iter(range(10))

    def count(given):
        given["spoilt"] = True
        return {"n": next(numbers), "list": []}

    def fails(given):
        raise ValueError("no")

    tools = RecordingTools(
        ToolRegistry(
            [Binding(id="count", function=count, quick=True), Binding(id="fails", function=fails)]
        )
    )

    async def all_calls():
        await tools.call(call("count", a=1))
        with pytest.raises(EngineError):
            await tools.call(call("fails"))
        (await tools.call(call("count", a=1)))["list"].append("spoilt")

    asyncio.run(all_calls())
    return tools.calls


def test_calls_are_recorded_with_what_was_given_and_what_came_of_it(recorded):
    first, second, third = recorded
    assert (first.id, first.input, first.output) == ("count", {"a": 1}, {"n": 0, "list": []})
    assert (second.error["code"], second.output) == ("TOOL_FAILED", None)
    assert third.output == {"n": 1, "list": []}


def test_a_recording_can_be_kept_as_json(recorded):
    text = msgspec.json.encode(recorded)
    assert msgspec.json.decode(text, type=list[RecordedCall]) == recorded


def test_equal_calls_are_answered_in_their_order_and_others_in_any(recorded):
    tools = ReplayingTools(recorded)

    async def again():
        with pytest.raises(EngineError, match="no") as raised:
            await tools.call(call("fails"))
        assert raised.value.code == "TOOL_FAILED"
        assert len(tools.unused) == 2
        return [(await tools.call(call("count", a=1)))["n"] for _ in range(2)]

    assert asyncio.run(again()) == [0, 1]
    assert tools.unused == []


@pytest.mark.parametrize("request_", [call("count", a=2), call("other"), call("count")])
def test_a_call_that_was_not_recorded_is_named(recorded, request_):
    with pytest.raises(
        EngineError, match=f"'{request_.id}' was not recorded with the input"
    ) as raised:
        asyncio.run(ReplayingTools(recorded).call(request_))
    assert (raised.value.code, raised.value.retryable) == ("TOOL_UNRECORDED", False)
    assert repr(request_.input) in raised.value.message


def test_a_call_made_once_too_often_is_not_recorded_either(recorded):
    tools = ReplayingTools(recorded[:1])
    asyncio.run(tools.call(call("count", a=1)))
    with pytest.raises(EngineError, match="was not recorded"):
        asyncio.run(tools.call(call("count", a=1)))
