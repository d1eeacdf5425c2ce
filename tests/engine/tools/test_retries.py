"""How often a bound tool is called, and what a bindings file may say of it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.run import VirtualClock
from switchover.engine.tools import Binding, BindingError, Retry, ToolRegistry, read_bindings

DELAYS = [
    ({}, 1, None), ({"attempts": 2}, 1, 0.1), ({"attempts": 2}, 2, None), ({"attempts": 5}, 3, 0.4), ({"attempts": 50}, 49, 10.0), ({"attempts": 5, "initial_s": 0}, 4, 0.0),
    ({"attempts": 5, "backoff": 0}, 1, 0.1), ({"attempts": 5, "backoff": 0}, 2, 0.0), ({"attempts": 5, "maximum_s": 0}, 1, 0.0), ({"attempts": 5, "initial_s": 30}, 1, 10.0),
    ({"attempts": 100, "backoff": 1e5}, 80, 10.0), ({"attempts": 10**6, "backoff": 10}, 5000, 10.0), ({"attempts": 9, "backoff": 1e308}, 8, 10.0),
    ({"attempts": 9, "backoff": math.inf}, 2, 10.0), ({"attempts": 9, "maximum_s": math.inf, "backoff": 1}, 8, 0.1),
]  # fmt: skip


@pytest.mark.parametrize(("given", "attempt", "delay"), DELAYS, ids=str)
def test_the_next_call_comes_after(given, attempt, delay):
    """Grown from one to the next, to the longest at most; a large factor overflowed."""
    assert Retry(**given).delay_s(attempt) == (None if delay is None else pytest.approx(delay))


@given(st.integers(2, 10**6), st.floats(0, 1e308), st.floats(0, 1e6), st.data())
def test_a_delay_is_a_time_that_can_be_slept(attempts, backoff, initial, data):
    retry = Retry(attempts=attempts, backoff=backoff, initial_s=initial)
    delay = retry.delay_s(data.draw(st.integers(1, attempts - 1)))
    assert 0 <= delay <= retry.maximum_s
    assert retry.delay_s(attempts) is None


BAD = [
    {"attempts": 0},
    {"attempts": -1},
    {"initial_s": -0.1},
    {"backoff": -1},
    {"maximum_s": -1},
    {"initial_s": math.nan},
    {"backoff": math.nan},
    {"maximum_s": math.nan},
    {"attempts": math.nan},
]


@pytest.mark.parametrize("given", BAD, ids=str)
def test_a_retry_that_cannot_be_meant_is_refused(given):
    with pytest.raises(ValueError, match="attempts must be at least 1 and no time negative"):
        Retry(**given)


@pytest.mark.parametrize("seconds", [0, -1, -0.0, math.nan, -math.inf])
def test_a_limit_is_above_nothing(seconds):
    """What is no number is above nothing either: no call would ever end by it."""
    with pytest.raises(BindingError, match="must be above 0 s"):
        Binding(id="t", function=len, timeout_s=seconds)


def tool(given):
    return given


READ = [
    ("quick: true", "quick", True), ("quick: false", "quick", False), ('quick: "false"', "quick", False), ('quick: "true"', "quick", True), ("quick: 0", "quick", False), ('quick: ""', "quick", False),
    ("timeout: 3", "timeout_s", 3.0), ("timeout: 0.5", "timeout_s", 0.5), ("timeout: 1m", "timeout_s", 60.0), ('timeout: "2 hours"', "timeout_s", 7200.0), ("timeout: ~", "timeout_s", None),
    ("retry: {attempts: 3}", "retry", Retry(attempts=3)), ('retry: {attempts: "3"}', "retry", Retry(attempts=3)), ("retry: {attempts: 3.0}", "retry", Retry(attempts=3)),
    ("retry: {initial: 1s, maximum: 5}", "retry", Retry(initial_s=1.0, maximum_s=5.0)), ("retry: {backoff: '1.5'}", "retry", Retry(backoff=1.5)), ("retry: ~", "retry", Retry()), ("retry: {}", "retry", Retry()),
    ("input: {type: object}", "input_schema", {"type": "object"}), ("output: {}", "output_schema", {}), ("input: ~", "input_schema", None), ("kind: agent", "kind", "agent"),
]  # fmt: skip
REFUSED = [
    ('quick: "no"', "quick must be true or false, not 'no'"), ("quick: [1]", "quick must be true or false"), ("timeout: true", "'True' is no duration"), ("timeout: .nan", "must be above 0 s"),
    ("timeout: -1", "must be above 0 s"), ('timeout: "-1s"', "must be above 0 s"), ("timeout: []", "is no duration"), ("retry: {attempts: 2.5}", "attempts must be a whole number, not 2.5"),
    ("retry: {attempts: many}", "attempts must be a whole number"), ("retry: {attempts: -1}", "attempts must be at least 1"), ("retry: {backoff: .nan}", "backoff must be a number"),
    ("retry: {backoff: x}", "backoff must be a number"), ("retry: {backoff: -1}", "no time negative"), ("retry: {initial: soon}", "'soon' is no duration"), ("retry: {initial: .nan}", "no time negative"),
    ("retry: {initial: true}", "is no duration"), ("retry: 5", "must be an import string or a map"), ("retry: [attempts]", "must be an import string or a map"), ("input: text", "input must be a map, not 'text'"),
    ("output: [1]", "output must be a map"), ("input: {type: objekt}", "does not compile"), ("output: {properties: {a: 3}}", "does not compile"), ("input: {$ref: '#/$defs/x'}", "leads nowhere"),
    ("kind: Tool", "none of tool, agent, action"),
]  # fmt: skip


def read(folder, text):
    (folder / "tools.yaml").write_text(
        f"other: 'engine.tools.test_retries:tool'\nt:\n  call: engine.tools.test_retries:tool\n  {text}\n",
        "utf-8",
    )
    return read_bindings(folder / "tools.yaml")[1]


@pytest.mark.parametrize(("text", "field", "value"), READ, ids=lambda given: str(given)[:40])
def test_a_field_is_read_as_it_is_meant(tmp_path, text, field, value):
    """Weakly, as those of workflows: a text that says false is no flag that is set."""
    found = getattr(read(tmp_path, text), field)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=lambda given: str(given)[:40])
def test_what_cannot_be_used_is_told_when_the_file_is_read(tmp_path, text, said):
    """At its place, and not by the first call; a schema with it."""
    with pytest.raises(BindingError, match=said) as told:
        read(tmp_path, text)
    assert f"{tmp_path / 'tools.yaml'}:" in told.value.message
    assert "binding 't'" in told.value.message


@pytest.mark.parametrize(
    ("failures", "attempts", "calls", "elapsed"),
    [
        (0, 3, 1, 0),
        (1, 3, 2, 1),
        (2, 3, 3, 3),
        (3, 3, 3, 3),
        (9, 1, 1, 0),
        (5, 9, 6, 31),
        (8, 9, 9, 91),
    ],
)
def test_a_tool_is_called_until_it_gives_something(failures, attempts, calls, elapsed):
    """Or no attempt is left: then its last failure counts."""
    made, clock = [], VirtualClock()

    def shaky(given):
        made.append(given)
        given["changed"] = True  # what a call does to its input, the next does not see
        if len(made) <= failures:
            raise OSError(len(made))
        return {"call": len(made)}

    retry = Retry(attempts=attempts, initial_s=1, backoff=2, maximum_s=20)
    registry = ToolRegistry([Binding(id="t", function=shaky, quick=True, retry=retry)])
    request = ToolCall(
        kind="tool", id="t", action=None, input={"n": 1}, output_schema=None, config={}
    )
    begun = clock.now()
    if failures < attempts:
        assert clock.run(registry.call(request)) == {"call": failures + 1}
    else:
        with pytest.raises(EngineError, match=rf"raised OSError: {attempts}$") as told:
            clock.run(registry.call(request))
        assert told.value.code == "TOOL_FAILED"
    assert made == [{"n": 1, "changed": True}] * calls
    assert clock.now() - begun == pytest.approx(elapsed, abs=0.01)
    assert request.input == {"n": 1}
