"""Tools: bound, called, checked, limited in time, tried again."""

import asyncio
import threading
from dataclasses import dataclass
from typing import Any

import pytest

from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.run import VirtualClock
from switchover.engine.tools import (
    Binding,
    BindingError,
    EchoTools,
    Retry,
    ToolError,
    ToolRegistry,
    installed,
)


def call(name="t", *, kind="tool", action=None, given=None, schema=None, position=""):
    return ToolCall(
        kind=kind, id=name, action=action, input=given or {}, output_schema=schema, config={},
        position=position,
    )  # fmt: skip


def called(*bindings, request=None, unbound=None, clock=None):
    clock = clock or VirtualClock()
    return clock.run(ToolRegistry(bindings, unbound=unbound).call(request or call()))


def bound(function, **rest):
    return Binding(id="t", function=function, **rest)


async def slowly(given):
    await asyncio.sleep(30)
    return given


class Callable:
    async def __call__(self, given):
        return {"object": given}


@pytest.mark.parametrize(
    "function",
    [
        lambda given: {"got": given},
        lambda given, call: {"got": call.input},
        lambda given, extra=None: {"got": given},
        lambda *everything: {"got": everything[0]},
    ],
)
def test_a_function_takes_the_input_and_may_take_the_call(function):
    assert called(bound(function), request=call(given={"a": 1})) == {"got": {"a": 1}}


def test_coroutines_callable_objects_and_awaitables_are_awaited():
    async def later(given):
        return {"later": given}

    assert called(bound(later)) == {"later": {}}
    assert called(bound(Callable())) == {"object": {}}
    assert called(bound(lambda given: later(given), quick=True)) == {"later": {}}


def test_a_plain_function_runs_in_a_thread_of_its_own_unless_it_is_quick():
    threads = []

    def where(given):
        threads.append(threading.current_thread())
        return {}

    called(bound(where))
    called(bound(where, quick=True))
    assert threads[0] is not threading.main_thread()
    assert threads[1] is threading.main_thread()


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (lambda: 1, "must take the input"),
        (lambda a, b, c: 1, "must take the input"),
        (lambda *, x: 1, "must take the input"),
        ("text", "cannot be called"),
        (None, "cannot be called"),
    ],
)
def test_what_cannot_be_called_is_refused_when_it_is_bound(function, problem):
    with pytest.raises(BindingError, match=problem):
        bound(function)


def test_a_binding_needs_an_id_a_known_kind_and_a_time_above_nothing():
    for wrong in ({"id": ""}, {"kind": "robot"}, {"timeout_s": 0}, {"timeout_s": -1}):
        with pytest.raises(BindingError):
            Binding(**{"id": "t", "function": len, **wrong})
    for wrong in ({"attempts": 0}, {"initial_s": -1}):
        with pytest.raises(ValueError, match="attempts must be"):
            Retry(**wrong)


def test_two_bindings_of_one_id_are_refused():
    with pytest.raises(BindingError, match=r"'t' is bound to .* already") as raised:
        ToolRegistry([bound(len), bound(repr)])
    assert raised.value.code == "BINDING_DUPLICATE"


def test_the_nearest_binding_is_called():
    """An agent's action before the agent, and a binding for the kind before one for any."""
    registry = ToolRegistry(
        Binding(id=name, kind=kind, function=lambda given, kind=kind, name=name: f"{kind}:{name}")
        for kind, name in (("agent", "g/a"), ("agent", "g"), ("", "g"))
    )
    assert registry.find("agent", "g", "a").id == "g/a"
    assert registry.find("agent", "g", "b").kind == "agent"
    assert registry.find("tool", "g").kind == ""
    assert registry.find("tool", "h") is None


def test_an_unbound_id_is_named_with_its_place():
    with pytest.raises(ToolError, match=r"flow\.yaml:7:5: agent 'guide' is not bound") as raised:
        called(request=call("guide", kind="agent", position="flow.yaml:7:5"))
    assert (raised.value.code, raised.value.retryable) == ("TOOL_UNBOUND", False)


def test_an_unbound_id_may_be_echoed():
    assert called(request=call(given={"a": 1}), unbound=EchoTools()) == {"a": 1}


def test_what_a_tool_raises_is_told_with_its_type():
    def fails(given):
        raise ValueError("no rain")

    with pytest.raises(ToolError, match=r"tool 't' raised ValueError: no rain") as raised:
        called(bound(fails))
    assert raised.value.code == "TOOL_FAILED"
    assert raised.value.details["type"] == "ValueError"
    assert isinstance(raised.value.__cause__, ValueError)


def test_an_error_of_the_engine_passes_as_it_is():
    def fails(given):
        raise EngineError("MINE", "so there")

    with pytest.raises(EngineError) as raised:
        called(bound(fails))
    assert raised.value.code == "MINE"


@pytest.mark.parametrize("error", [TimeoutError, asyncio.TimeoutError])
def test_a_tools_own_timeout_is_a_failure_like_others(error):
    def fails(given):
        raise error("upstream")

    with pytest.raises(ToolError, match="raised TimeoutError: upstream"):
        called(bound(fails, timeout_s=5))


def test_a_tool_that_takes_too_long_is_told():
    clock = VirtualClock()
    begun = clock.now()
    with pytest.raises(ToolError, match="took longer than 2 s") as raised:
        called(bound(slowly, timeout_s=2), clock=clock)
    assert raised.value.code == "TOOL_TIMEOUT"
    assert clock.now() - begun == pytest.approx(2)


def test_a_tool_is_tried_as_often_as_its_policy_says():
    clock, calls = VirtualClock(), []
    begun = clock.now()

    def fails(given):
        calls.append(clock.now() - begun)
        if len(calls) < 4:
            raise ValueError(len(calls))
        return {"n": len(calls)}

    retry = Retry(attempts=4, initial_s=1, backoff=3, maximum_s=5)
    assert called(bound(fails, quick=True, retry=retry), clock=clock) == {"n": 4}
    assert calls == pytest.approx([0, 1, 4, 9])


def test_the_last_error_is_the_one_that_is_told():
    numbers = iter(range(10))

    def fails(given):
        raise ValueError(next(numbers))

    with pytest.raises(ToolError, match="ValueError: 1"):
        called(bound(fails, quick=True, retry=Retry(attempts=2)))


NUMBER = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


def test_input_and_output_are_checked():
    with pytest.raises(ToolError, match="input: n: 'x' is not of type 'integer'") as raised:
        called(bound(repr, input_schema=NUMBER), request=call(given={"n": "x"}))
    assert (raised.value.code, raised.value.retryable) == ("TOOL_INPUT", False)
    for binding, request in (
        (bound(lambda given: {}, output_schema=NUMBER), call()),
        (bound(lambda given: {}), call(schema=NUMBER)),
    ):
        with pytest.raises(ToolError, match="output: 'n' is a required property") as raised:
            called(binding, request=request)
        assert raised.value.code == "TOOL_OUTPUT"


@dataclass
class Point:
    x: int


def test_output_becomes_plain_data_of_its_own():
    shared = {"list": [1]}
    output = called(bound(lambda given: {"point": Point(x=1), 2: (3, 4), "shared": shared}))
    assert output == {"point": {"x": 1}, "2": [3, 4], "shared": {"list": [1]}}
    assert output["shared"] is not shared


def test_what_cannot_become_plain_data_is_told():
    endless = []
    endless.append(endless)
    for wrong in (object(), endless, {"x": lambda: 1}):
        with pytest.raises(ToolError, match="gave no plain data") as raised:
            called(bound(lambda given, wrong=wrong: wrong))
        assert raised.value.code == "TOOL_OUTPUT"


def test_tools_are_found_through_entry_points(monkeypatch):
    class Point:
        def __init__(self, name, target):
            self.name, self.target, self.value = name, target, f"module:{name}"

        def load(self):
            if isinstance(self.target, Exception):
                raise self.target
            return self.target

    points = [Point("a", repr), Point("b", Binding(id="own", function=repr, quick=True))]
    monkeypatch.setattr("switchover.engine.tools.registry.offered", lambda group: points)
    assert [binding.id for binding in installed()] == ["a", "own"]
    points.append(Point("c", ImportError("no module")))
    with pytest.raises(BindingError, match=r"tool 'c' \(module:c\) does not import: no module"):
        installed()


def test_a_tool_changes_a_copy_of_its_input() -> None:
    """What a tool does to its input, deep inside too, nobody else sees."""

    def spoil(given: dict[str, Any]) -> None:
        given["list"].append("spoilt")
        given["map"]["deep"].clear()
        given.clear()

    given: dict[str, Any] = {"list": [1], "map": {"deep": {"a": [None]}}}
    for quick in (True, False):
        tools = ToolRegistry([Binding(id="spoil", function=spoil, quick=quick)])
        call = ToolCall(
            kind="tool", id="spoil", action=None, input=given, output_schema=None, config={}
        )
        asyncio.run(tools.call(call))
        assert given == {"list": [1], "map": {"deep": {"a": [None]}}}


@pytest.mark.parametrize(
    ("output", "place"),
    [
        (float("nan"), "the output (nan)"),
        ({"n": [1.0, float("inf")]}, "the output.n.1 (inf)"),
        ({"none": None, "deep": ({"x": -float("inf")},)}, "the output.deep.0.x (-inf)"),
    ],
)
def test_a_number_that_no_row_can_hold_is_an_error_and_not_null(output, place):
    with pytest.raises(ToolError) as raised:
        called(bound(lambda given: output))
    assert raised.value.code == "TOOL_OUTPUT"
    assert f"{place} is a number that JSON cannot hold" in raised.value.message


def test_null_stays_null():
    assert called(bound(lambda given: {"a": None, "b": [1.5, None]})) == {
        "a": None,
        "b": [1.5, None],
    }
