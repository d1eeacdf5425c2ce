"""Conditions in CEL: the old engine's vectors by number, errors with positions, and limits."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.conditions import (
    NAMES,
    WAIT_NAMES,
    CelConditions,
    ConditionCancelledError,
    ConditionError,
    ConditionEvaluationError,
    ConditionLimitError,
    ConditionSyntaxError,
    ConditionTypeError,
)

CONDITIONS = CelConditions()


def payload(**values: Any) -> dict[str, Any]:
    return {"signal": {"payload": values}}


SCORED = {**payload(v=100), "processor": {"output": {"ok": True, "s": 0.95}}}


@pytest.mark.parametrize(
    ("expression", "data", "expected"),
    [
        pytest.param(
            'signal.payload.status == "approved"', payload(status="approved"), True, id="V34"
        ),
        pytest.param(
            'signal.payload.status == "approved"', payload(status="no"), False, id="V34-no"
        ),
        pytest.param(
            "signal.payload.v > 50 && processor.output.ok && processor.output.s > 0.8",
            SCORED,
            True,
            id="V35",
        ),
        pytest.param("has(signal.payload.missing_field)", payload(), False, id="V39"),
        pytest.param("", {}, True, id="V41"),
        pytest.param(" \n\t", {}, True, id="V41-blanks"),
        ("signal.payload.n == 1", payload(n=1.0), True),
        ("signal.payload.n > 20.5", payload(n=30), True),
        ("(1 / 0 == 1) || true", {}, True),
        ('signal.payload.tags.exists(t, t == "b")', payload(tags=["a", "b"]), True),
        ('signal["payload"]["a-b"] == null', payload(**{"a-b": None}), True),
        ('workflow.input.name == "é😀"', {"workflow": {"input": {"name": "é😀"}}}, True),
    ],
)
def test_a_condition_holds_or_not(expression: str, data: dict[str, Any], expected: bool) -> None:
    """The answer is the old engine's; a blank condition holds."""
    assert CONDITIONS.evaluate(expression, data) is expected


@pytest.mark.parametrize(
    ("expression", "data", "error", "words"),
    [
        pytest.param(
            'signal.payload.status == "x"', payload(), ConditionEvaluationError, "status", id="V36"
        ),
        pytest.param(
            "signal.payload.count > 10",
            payload(count="not-a-number"),
            ConditionEvaluationError,
            "string, int64",
            id="V37",
        ),
        pytest.param(
            "signal.payload.status",
            payload(status="s"),
            ConditionTypeError,
            "must be boolean, not str.*'signal.payload.status'",
            id="V38",
        ),
        ("signal.payload == 1 ||", payload(), ConditionSyntaxError, "line 1, column 23"),
        ("1 ==\n ==", {}, ConditionSyntaxError, "line 2, column 2"),
        ("nobody.knows == 1", {}, ConditionSyntaxError, "undeclared reference to 'nobody.knows'"),
        ("signal.a == 1", {}, ConditionEvaluationError, "signal"),
        ("signal.a == 1", {"signal": 5}, ConditionEvaluationError, "non-message"),
        ("signal.a == 1", {"signal": {"a": object()}}, ConditionEvaluationError, "Non-CEL"),
        ("signal.a == 1", {"signal": {"a": 2**70}}, ConditionEvaluationError, "out of range"),
        ("signal.a == 'x'", {"signal": {"a": "\ud800"}}, ConditionEvaluationError, "null"),
        ("\ud800", {}, ConditionSyntaxError, "surrogate"),
        ("a\x00b", {}, ConditionSyntaxError, "token recognition"),
        ("(" * 50 + "true" + ")" * 50, {}, ConditionLimitError, "too deeply"),
        ("!" * 4096 + "true", {}, ConditionLimitError, "4100 characters"),
        ("1", {}, ConditionTypeError, "not int"),
        ("null", {}, ConditionTypeError, "not NoneType"),
    ],
)
def test_what_has_no_answer_is_an_error(
    expression: str, data: dict[str, Any], error: type[ConditionError], words: str
) -> None:
    """Each refusal has its class, its position and the expression."""
    with pytest.raises(error, match=words) as caught:
        CONDITIONS.evaluate(expression, data)
    assert caught.value.expression == expression
    assert caught.value.line >= 1
    assert caught.value.column >= 1
    assert not caught.value.retryable


@pytest.mark.parametrize("expression", ["true", "", "  ", "signal.payload.x"])
def test_v40_a_cancelled_condition_is_not_evaluated(expression: str) -> None:
    """When nobody waits any more there is no answer, whatever the expression."""
    with pytest.raises(ConditionCancelledError) as caught:
        CONDITIONS.evaluate(expression, {}, is_cancelled=lambda: True)
    assert caught.value.code == "CEL_CANCELLED"
    assert CONDITIONS.evaluate("true", {}, is_cancelled=lambda: False)


def test_steps_are_limited() -> None:
    """Nested walks through a list end with the limit's code instead of running on."""
    walks = "signal.x.all(a, signal.x.all(b, signal.x.all(c, true)))"
    with pytest.raises(ConditionLimitError) as caught:
        CONDITIONS.evaluate(walks, {"signal": {"x": list(range(1000))}})
    assert caught.value.code == "CEL_COST_EXCEEDED"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        *(("1 + 2", 3), ("1.5", 1.5), ('"a" + "b"', "ab"), ("[1, 'x', null]", [1, "x", None])),
        *(('{"a": [1]}', {"a": [1]}), ("null", None), ("true", True), ("tasks.a.output", {"n": 1})),
        ('tasks.a.output.n == 1 ? "one" : "more"', "one"),
        ('"NOT_FOUND: fine"', "NOT_FOUND: fine"),
    ],
)
def test_a_value_may_be_of_any_type(expression: str, value: Any) -> None:
    """Outside of conditions, an expression yields plain data."""
    assert CONDITIONS.value(expression, {"tasks": {"a": {"output": {"n": 1}}}}) == value


def test_only_declared_names_exist() -> None:
    """A wait condition knows four variables, a route more."""
    waits = CelConditions(WAIT_NAMES)
    waits.check("signal.a && processor.b && task.c && workflow.d")
    with pytest.raises(ConditionSyntaxError, match="tasks"):
        waits.check("tasks.a.output == 1")
    CONDITIONS.check(" && ".join(f"{name}.x" for name in sorted(NAMES)))


def test_the_key_of_the_cache_is_exact_unless_asked_otherwise() -> None:
    """The old services took expressions that differ in blanks alone for the same one."""
    one, two = 'signal.a == "x y"', 'signal.a == "x  y"'
    data = {"signal": {"a": "x  y"}}
    assert [CelConditions().evaluate(text, data) for text in (one, two)] == [False, True]
    exact, old = CelConditions(), CelConditions(are_blanks_equal=True)
    assert [exact.evaluate(text, data) for text in (one, two)] == [False, True]
    assert [old.evaluate(text, data) for text in (one, two)] == [False, False]
    assert CelConditions(are_blanks_equal=True).evaluate(two, data)


def test_threads_may_share_conditions() -> None:
    """Many threads get their own answers from one object."""
    wrong: list[int] = []

    def work(number: int) -> None:
        for step in range(200):
            text = f"signal.payload.n == {step % 150}"
            if CONDITIONS.evaluate(text, payload(n=number)) is not (step % 150 == number):
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@given(st.text(alphabet="signal.payload()[]\"'&|!=<>?:+-*/ 019,{}", max_size=40))
def test_any_text_has_an_answer_or_an_error_of_ours(text: str) -> None:
    """No expression fails otherwise."""
    try:
        CONDITIONS.value(text, payload(a=1))
    except ConditionError as error:
        assert error.line >= 1
