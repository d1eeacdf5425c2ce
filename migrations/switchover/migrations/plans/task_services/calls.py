"""What the orchestrators answer otherwise to single calls, and to calls that no run makes."""

from __future__ import annotations

from typing import Final

from .chosen import Chosen, changed, extra, missing, retyped

__all__ = ["CALLS", "MISUSED"]

FOLLOWED_BY_NOBODY: Final = "('TASK_FAILED', 'no task follows the failure of plain: nothing there')"

CALLS: Final = (
    Chosen(
        id="basic",
        mends=("D-10",),
        reason="a child that failed is counted as failed, so that strategies can act on it",
        accepts=(changed("$[*].result.succeeded", "True", "False"),),
    ),
    Chosen(
        id="router",
        mends=("D-13",),
        reason="a route that leads nowhere is a failure of the router",
        accepts=(
            retyped("$[*].result", "NoneType", "dict", "{'output': None, *'code': 'ROUTE_KIND'*"),
            retyped("$[*].error", "dict", "NoneType"),
        ),
    ),
    Chosen(
        id="parallel",
        mends=("D-38",),
        reason="a race goes on to the first success, and those who are not waited for are canceled",
        accepts=(
            changed("$[*].result.cancel_rest", "False", "True"),
            changed("$[*].result.on_failure", "True", "False"),
        ),
    ),
    Chosen(
        id="wait",
        mends=("D-48",),
        reason="the row of a wait is written when it begins and when it ends, and never in between",
        accepts=(
            missing("$[0].stored['config:b']"),
            missing("$[0].stored['config:hold']"),
            changed("$[0].result.task.condition", '*"a"b*', '*"a??"b*'),
            changed("$[0].stored['config:hold'].condition", '*"a"b*', '*"a??"b*'),
            missing("$[*].rows.*"),
            extra("$[*].rows.*"),
            changed("$[*].rows.*.status", "'SUCCESS'", "'WAITING'"),
            extra("$[*].rows.*.output.*"),
            missing("$[*].rows.*.output.waited_for"),
            missing("$[*].rows.*.output.was"),
            retyped("$[*].result.next", "str", "NoneType"),
            changed("$[*].result.resumes", "False", "True"),
            retyped("$[*].result", "dict", "NoneType"),
            retyped("$[*].error", "NoneType", "dict", "{'class': 'TaskFailed', 'code': *"),
            retyped(
                "$[*].error", "NoneType", "dict", "{'class': 'EngineError', 'code': 'WAIT_STATUS'}"
            ),
        ),
    ),
)
"""What single calls of a type give otherwise; the calls of every other type are the same."""

MISUSED: Final = Chosen(
    id="misused",
    mends=("D-13",),
    reason="a call that a type cannot answer is no failure of the task, and never tried again",
    accepts=(
        changed("$.code", "'TYPE_UNSUPPORTED'", "'TYPE_UNKNOWN, for good'"),
        changed("$.code", "'TYPE_UNSUPPORTED'", "'CAPABILITY, for good'"),
        changed("$.code", "'NOT_PARENT'", "'CAPABILITY, for good'"),
        missing("$.answer"),
        changed(
            "$.message",
            "*task type 'memory' is not supported*",
            "*no orchestrator for task type 'memory'; registered: aggregate, basic, collection, "
            "composite, parallel, router, signal, wait?",
        ),
        changed(
            "$.message", "*is no parent*", "?task 'plain' of type 'basic' cannot own children?"
        ),
        changed(
            "$.message",
            "*is not a wait task*",
            "?task 'plain' of type 'basic' cannot wait for signals?",
        ),
        extra("$.message", "?task 'hold' is not waiting: SUCCESS?"),
        extra("$.message", "?task 'hold' failed with no error transition defined: *timed out*"),
        extra(
            "$.message",
            "?task 'hold' failed with no error transition defined: task execution failed?",
        ),
        extra("$.code", "'NO_ERROR_TRANSITION'"),
        retyped("$.answer[2]", "NoneType", "dict", "{*'payload': {'n': 1}*"),
        extra(
            "$.message", "?a template in a condition has to stand in a text of it, between quotes?"
        ),
        extra("$.code", "'WAIT_STATUS, for good'"),
        extra("$.code", "'WAIT_CONDITION, for good'"),
        changed("$.answer", "True", "False"),
        retyped("$.answer[1]", "NoneType", "tuple", FOLLOWED_BY_NOBODY),
    ),
)
"""What the systems say otherwise of calls that no run makes."""
