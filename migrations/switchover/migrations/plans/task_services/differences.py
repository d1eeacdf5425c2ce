"""What the orchestrators do otherwise than the old services, on purpose.

Each difference names the defects that it mends by their number in `docs/differences.md`, and what
of a run may differ because of it. Nothing else may.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from switchover.migrations.plans.task_services.chosen import (
    Accept,
    Chosen,
    changed,
    extra,
    missing,
    retyped,
)
from switchover.migrations.plans.task_services.items import (
    CHILD_VARIABLES,
    DIGITS,
    NESTED_IDS,
    SIBLINGS,
)

PROGRESS: Final = "$..progress_info"
ENDED: Final = (
    changed("$.rows.*.updated_at", "*", "*"),
    changed("$.history.*[*].at", "*", "*"),
)
LATER: Final = (*ENDED, changed(f"{PROGRESS}.last_updated", "*", "*"))
"""What follows where something ends at another moment."""

SUCCEEDS: Final = (
    changed("$.status", "'FAILED'", "'SUCCESS'"),
    retyped("$.output", "NoneType", "dict"),
    retyped("$.error", "dict", "NoneType"),
)
"""What follows where a run succeeds that failed."""
ALL_SUCCEED: Final = (
    *SUCCEEDS,
    changed("$.rows.*.status", "*", "'SUCCESS'"),
    retyped("$.rows.*.output", "NoneType", "dict"),
)
"""The same where tasks of the run failed as well."""

KEPT_ELSEWHERE: Final = (
    missing("$.stored.*"),
    extra("$.stored.*"),
    missing("$.lives.*"),
    extra("$.lives.*"),
)
"""What follows where values are stored for other rows."""
OUTPUTS: Final = (
    retyped("$.rows.*.output", "NoneType", "dict"),
    extra("$.rows.*.output.outputs.*"),
    extra("$.output.*.output.outputs.*"),
)
"""What follows where a row has its output, and its parents with it."""

SAID: Final = "'metadata': {'workflow_id': 'run', 'source': 'api'}}"
RECEIVED: Final = f"{{'payload': {{*}}, {SAID}"
COMPLETED: Final = (
    changed("$..wait_status", "'waiting'", "'completed'"),
    extra("$..output.signal", RECEIVED),
    extra("$..output.processor_output", "None"),
    extra("$..output.processor_output", "{}"),
    extra("$..output.processor_output", "{'text': 'got ok'}"),
    extra("$..output.processor_output", "{'from': 'api', 'n': '<one>'}"),
)
"""What the row of a wait says that a signal ended."""

CHOSEN: Final = (
    Chosen(
        id="typed",
        mends=("D-1",),
        reason="a reference to a number or a flag keeps its type",
        accepts=(
            retyped("$..*", "str", "bool"),
            retyped("$..*", "str", "int"),
            retyped("$..*", "str", "float"),
        ),
    ),
    Chosen(
        id="flags",
        mends=("D-2",),
        reason="a flag that is written in a configuration stays a flag",
        accepts=(retyped("$..*", "str", "bool"),),
    ),
    Chosen(
        id="typed-items",
        mends=("D-27",),
        reason="a number that is all there is to a collection's items is an item that is a number",
        accepts=(
            changed("$..kind", "'string'", "'float64'"),
            extra("$.unrecorded[*]"),
        ),
    ),
    Chosen(
        id="typed-filter",
        mends=("D-1",),
        reason="a filter that is the number zero is a number, and drops the item as false does",
        accepts=(
            changed("$..collection_metadata.item_count", "2", "1"),
            changed("$..collection_metadata.skipped_count", "0", "1"),
            changed(f"{PROGRESS}.total_children", "2", "1"),
            changed(f"{PROGRESS}.completed_count", "2", "1"),
            missing("$..outputs['kept-1']"),
            missing("$.output['kept-1']"),
            missing("$.rows['each/kept-1']"),
            missing("$.history['each/kept-1']"),
            missing("$.stored['config:each/kept-1']"),
            missing("$.stored['metadata:collection_metadata:each'].child_configs[*]"),
            changed("$.stored['metadata:collection_metadata:each'].item_count", "2", "1"),
            changed("$.stored['metadata:collection_metadata:each'].skipped_count", "0", "1"),
            missing("$.lives['config:each/kept-1']"),
            missing("$.calls[1]"),
        ),
    ),
    Chosen(
        id="big-number",
        mends=("D-52",),
        reason="a reference to a large number is a number, not its shortest text",
        accepts=(retyped("$..id_", "str", "float"),),
    ),
    Chosen(
        id="blanks",
        mends=("D-57",),
        reason="conditions that differ in blanks inside a text are different conditions",
        accepts=(
            changed("$..wait_status", "'waiting'", "'completed'"),
            extra("$..output.signal", f"{{'payload': {{'text': 'a *b'}}, {SAID}"),
            extra("$..output.processor_output", "None"),
        ),
    ),
    Chosen(
        id="order",
        mends=("D-67",),
        reason="children run in the order of the file or the items, not of their ids as text",
        unordered="$.calls",
    ),
    Chosen(
        id="handled",
        mends=("D-13",),
        reason="what `on_error` handles is handled: its task runs, and the workflow succeeds",
        accepts=(
            *SUCCEEDS,
            extra("$.rows.repair"),
            extra("$.stored['config:repair']"),
            extra("$.lives['config:repair']"),
            extra("$.history.repair"),
            extra("$.calls[*]"),
            extra("$.unrecorded[*]"),
            retyped("$.rows.choose.error", "NoneType", "dict"),
        ),
    ),
    Chosen(
        id="router-row",
        mends=("D-13",),
        reason="a router that fails says why in its row, as every other task",
        accepts=(retyped("$.rows.*.error", "NoneType", "dict"),),
    ),
    Chosen(
        id="race",
        mends=("D-38",),
        reason="a race ends with the first success and cancels the rest",
        accepts=(
            changed("$.rows.*.status", "'PENDING'", "'CANCELED'"),
            changed("$.rows.*.status", "'PENDING'", "'SUCCESS'"),
            *LATER,
            extra("$.history.*[*]"),
            changed("$.history.*[*].status", "*", "'SUCCESS'"),
            missing("$.history.*[*]"),
            retyped("$.rows.*.output", "NoneType", "dict"),
            retyped("$.output.*.output", "NoneType", "dict"),
            extra("$..outputs.winner"),
            changed(f"{PROGRESS}.pending_count", "*", "0"),
            changed(f"{PROGRESS}.completed_count", "0", "1"),
            changed(f"{PROGRESS}.completion_rate", "0.0", "0.5"),
        ),
    ),
    Chosen(
        id="fail-fast",
        mends=("D-10", "D-38"),
        reason="failing fast sees a child's failure at once and cancels the rest",
        accepts=(
            *LATER,
            changed("$.rows['fan/late'].status", "'SUCCESS'", "'CANCELED'"),
            changed("$.history['fan/late'][*].status", "'SUCCESS'", "'CANCELED'"),
            retyped("$.rows['fan/late'].output", "dict", "NoneType"),
            missing("$.rows.fan.output.outputs.late"),
            changed(f"{PROGRESS}.completed_count", "1", "0"),
            changed(f"{PROGRESS}.completion_rate", "0.5", "0.0"),
            changed("$.rows.fan.error.message", "*completed=1*", "*completed=0*"),
            changed("$.error.message", "*parallel task*", "*parallel task*"),
        ),
    ),
    Chosen(
        id="null-output",
        mends=("D-30",),
        reason="a child that succeeds with nothing does not hold up its parent",
        accepts=(
            *SUCCEEDS,
            extra("$.rows.fan.output.outputs"),
        ),
    ),
    Chosen(
        id="nested",
        mends=("D-43",),
        reason="a nested task has one row, with its output; its failure is its own, as any child's",
        accepts=(
            missing("$.second_rows.*"),
            missing("$.history.*"),
            *KEPT_ELSEWHERE,
            *OUTPUTS,
        ),
    ),
    Chosen(
        id="wait",
        mends=("D-48",),
        reason="a wait's row says how it stands, and what ended it",
        accepts=(*COMPLETED, *ENDED),
    ),
    SIBLINGS,
    NESTED_IDS,
    Chosen(
        id="data",
        mends=("D-70",),
        reason="what arrives as data stays data, also where it looks like a template",
        accepts=(
            changed("$..*", "*the secret*", "*{{ .env.SECRET }}*"),
            changed("$..text", "'the secret'", "'{{ .input.t }}'"),
            changed("$..wait_status", "'waiting'", "'completed'"),
            extra("$..output.signal", RECEIVED),
            extra("$..output.processor_output"),
            extra("$.unrecorded[*]"),
        ),
    ),
    Chosen(
        id="collection-with",
        mends=("D-16", "D-17"),
        reason="what a collection is given reaches its children, rendered once, as `.input`",
        accepts=(
            *SUCCEEDS,
            changed("$.rows.*.status", "*", "'SUCCESS'"),
            extra("$.rows.*.output.*"),
            missing("$.rows.*.output.*"),
            retyped("$.rows.*.error", "dict", "NoneType"),
            changed("$.rows.*.updated_at", "*", "*"),
            changed("$.history.*[*].*", "*", "*"),
            extra("$.unrecorded[*]"),
            changed("$..progress_info.*", "*", "*"),
            extra("$..with.*"),
            extra("$..input.*"),
            extra("$..output.*"),
            extra("$..outputs.*.*"),
            missing("$..outputs.*.*"),
            changed("$..with.*", "*{{*", "*"),
        ),
    ),
    DIGITS,
    CHILD_VARIABLES,
    Chosen(
        id="outputs-variables",
        mends=("D-72",),
        reason="outputs see the parent, a composite's its children, a container's its progress",
        accepts=(
            *ALL_SUCCEED,
            extra("$.rows.ask.output.same", "'4-p-Ada-workflow-references'"),
            extra(
                "$.rows.each.output.all",
                "{'item-0': {*'value': 'va'}, 'item-1': {*'item': 'b', 'value': 'vb'}}",
            ),
            extra("$.rows.each.output.counts", "'0/0/0/0/0'"),
            extra("$.rows.each.output.counts", "{'SUCCESS': 2}"),
            extra("$.rows.each.output.done", "'2 of 2'"),
            extra("$.rows.each.output.first", "'va SUCCESS item-0'"),
            extra("$.rows.each.output.n", "'n0'"),
            extra("$.rows.each.output.rates", "'0 0 pending false true'"),
            extra("$.rows.each.output.rates", "'1/0/0/0/0'"),
            extra("$.rows.each.output.status", "'completed false true'"),
            extra("$.rows.fan.output.counts", "'3 1 4 0 0'"),
            extra(
                "$.rows.fan.output.error",
                "\"FAILED: <file>:10:40: tool 'fail' raised RuntimeError: nope\"",
            ),
            extra("$.rows.fan.output.good", "'fine'"),
            extra("$.rows.fan.output.rates", "'0.75/0.25'"),
            extra(
                "$.rows.fan.output.statuses",
                '\'{"FAILED":1,"SUCCESS":3} partial_failure true true\'',
            ),
            extra("$.rows.one.output.whose", "'outputs-parent'"),
            extra("$.rows.steps.output.count", "'2/2'"),
            extra("$.rows.steps.output.input", "{'text': '*two'}"),
            extra("$.rows.steps.output.progress", "'p2'"),
            extra("$.rows.steps.output.text", "'one Ada + one Ada two'"),
            missing("$.rows.*.output.*"),
            retyped("$.rows.*.error", "dict", "NoneType"),
            changed("$.rows.*.updated_at", "*", "*"),
            missing("$.rows.*"),
            extra("$.rows.*"),
            changed("$.history.*[*].*", "*", "*"),
            missing("$.history.*"),
            missing("$.history.*[*]"),
            extra("$.history.*"),
            *KEPT_ELSEWHERE,
            missing("$.calls[*]"),
            extra("$.calls[*]"),
            extra("$.unrecorded[*]"),
        ),
    ),
    Chosen(
        id="unended-child",
        mends=("D-46",),
        reason="a child whose activity failed has failed; nothing open becomes a success",
        accepts=(
            changed("$.rows['fan/late'].updated_at", "*", "*"),
            extra("$.history['fan/late'][*]"),
            changed("$.rows['fan/late'].status", "'PENDING'", "'FAILED'"),
            retyped("$.rows.*.error", "NoneType", "dict"),
            changed(f"{PROGRESS}.failed_count", "0", "1"),
            changed(f"{PROGRESS}.failure_rate", "0.0", "0.5"),
            changed(f"{PROGRESS}.pending_count", "1", "0"),
        ),
    ),
)
"""The chosen differences, by the id under which `docs/differences.md` tells about them."""

OUT_OF_TIME: Final = (
    "{'code': 'WAIT_TIMEOUT', 'message': *wait task 'hold' timed out after 30s without 'never'*, "
    "'details': {'signal_name': 'never', 'timeout': '30s'}}"
)
TOO_LATE: Final = OUT_OF_TIME.replace("never", "ready")
UNDECIDED: Final = "{'code': 'WAIT_TASK_ERROR', 'message': *, 'details': None}"
FAILED_WAIT: Final = "{'code': 'workflow_execution_error', 'message': *'NO_ERROR_TRANSITION'*}"
HOLD_FAILED: Final = (
    changed("$.rows.hold.status", "'SUCCESS'", "'FAILED'"),
    changed("$.history.hold[*].status", "'SUCCESS'", "'FAILED'"),
)
"""How the row of the wait ends that the corpus lets fail."""
STOPPED: Final = (
    changed("$.rows.*.status", "'SUCCESS'", "'CANCELED'"),
    changed("$.history.*[*].status", "'SUCCESS'", "'CANCELED'"),
    retyped("$.rows.*.output", "dict", "NoneType"),
    missing("$.second_rows['b-steps']"),
    missing("$.history['b-steps']"),
    missing("$.stored['config:b-steps']"),
    missing("$.stored['metadata:composite_metadata:b-steps']"),
    extra("$.stored.*"),
    missing("$.lives['config:b-steps']"),
    missing("$.lives['metadata:composite_metadata:b-steps']"),
    extra("$.lives.*"),
)


def _nested_wait(parent: str, name: str, output: str) -> Iterator[Accept]:
    """Accept that a wait below a container has one row, which says that a signal ended it."""
    yield retyped(f"$.rows['{parent}/{name}'].output", "NoneType", "dict", output)
    yield missing(f"$.second_rows.{name}")
    yield changed(f"$.history['{parent}/{name}'][1].status", "'PAUSED'", "'WAITING'")
    yield missing(f"$.history.{name}")
    yield missing(f"$.stored['config:{name}']")
    yield missing(f"$.lives['config:{name}']")


COMBINED: Final = (
    Chosen(
        id="wait+handled",
        mends=("D-48",),
        reason="a wait that fails says so and why, and its failure goes where the file says",
        accepts=(
            *ENDED,
            *HOLD_FAILED,
            retyped("$.rows.hold.error", "NoneType", "dict", OUT_OF_TIME),
            retyped("$.rows.hold.error", "NoneType", "dict", TOO_LATE),
            retyped("$.rows.hold.error", "NoneType", "dict", UNDECIDED),
        ),
    ),
    Chosen(
        id="wait+unread",
        mends=("D-48",),
        reason="a wait whose timeout cannot be read fails, and its row says so",
        accepts=(*HOLD_FAILED,),
    ),
    Chosen(
        id="wait+failed",
        mends=("D-48",),
        reason="out of time or unable to judge, and without a route for that, a wait fails the run",
        accepts=(
            *ENDED,
            *HOLD_FAILED,
            retyped("$.rows.hold.error", "NoneType", "dict", OUT_OF_TIME),
            retyped("$.rows.hold.error", "NoneType", "dict", UNDECIDED),
            changed("$.status", "'SUCCESS'", "'FAILED'"),
            retyped("$.output", "dict", "NoneType"),
            retyped("$.error", "NoneType", "dict", FAILED_WAIT),
            missing("$.rows.after"),
            missing("$.history.after"),
            missing("$.stored['config:after']"),
            missing("$.lives['config:after']"),
            missing("$.calls[0]"),
        ),
    ),
    Chosen(
        id="race+nested",
        mends=("D-38", "D-43"),
        reason="a race that is won cancels a composite that runs, and all below it",
        accepts=(
            *ENDED,
            *STOPPED,
            missing("$.calls[*]"),
            retyped("$.output.*.output", "dict", "NoneType"),
            changed(f"{PROGRESS}.pending_count", "1", "0"),
        ),
    ),
    Chosen(
        id="wait+nested",
        mends=("D-43", "D-48"),
        reason="a wait inside a container has one row, which says how it stands and how it ended",
        accepts=(
            changed("$.output.b.output.wait_status", "'waiting'", "'completed'"),
            extra("$.output.b.output.signal", RECEIVED),
            extra("$.output.b.output.processor_output", "None"),
            extra("$..outputs.b", f"{{'wait_status': 'completed', *{SAID}*}}"),
            *_nested_wait("fan", "b", f"{{'wait_status': 'completed', *{SAID}*}}"),
            *_nested_wait("steps", "hold", "{'was': 'inner'}"),
        ),
    ),
    Chosen(
        id="race+unended-child",
        mends=("D-38", "D-46"),
        reason="a race that nobody can win any more has failed, and so has who ran out of time",
        accepts=(
            changed("$.rows.*.updated_at", "*", "*"),
            changed(f"{PROGRESS}.last_updated", "*", "*"),
            changed("$.status", "'SUCCESS'", "'FAILED'"),
            retyped("$.output", "dict", "NoneType"),
            retyped(
                "$.error", "NoneType", "dict", "*parallel task 'fan' failed: completed=0, failed=2*"
            ),
            changed("$.rows.fan.status", "'SUCCESS'", "'FAILED'"),
            retyped("$.rows.fan.error", "NoneType", "dict", "*completed=0, failed=2*"),
            changed("$.rows['fan/late'].status", "'PENDING'", "'FAILED'"),
            retyped("$.rows['fan/late'].error", "NoneType", "dict", "*took longer than 2 s*"),
            changed(f"{PROGRESS}.failure_rate", "0.5", "1.0"),
            changed(f"{PROGRESS}.failed_count", "1", "2"),
            changed(f"{PROGRESS}.pending_count", "1", "0"),
            extra("$.history['fan/late'][*]"),
            missing("$.history.fan[*]"),
        ),
    ),
    Chosen(
        id="collection-with+nested",
        mends=("D-16", "D-17", "D-43"),
        reason="tasks at any depth below a collection's child see what it was given as `.input`",
        accepts=(
            *ALL_SUCCEED,
            *ENDED,
            *KEPT_ELSEWHERE,
            missing("$.second_rows.*"),
            missing("$.history.*"),
            extra("$.history.*"),
            changed("$.history.*[*].status", "'FAILED'", "'SUCCESS'"),
            extra("$.rows.*"),
            extra("$.rows.*.input.*"),
            changed("$.rows.*.input.*", "*{{ .input.d*", "*"),
            extra("$.rows.*.output.*"),
            extra("$.calls[*]"),
            extra("$.unrecorded[*]"),
            extra("$..with.*"),
        ),
    ),
    Chosen(
        id="siblings+nested",
        mends=("D-43", "D-68"),
        reason="what a task names reads the rows of its own item, as the task itself does",
        accepts=(
            *ALL_SUCCEED,
            *ENDED,
            *KEPT_ELSEWHERE,
            missing("$.second_rows.*"),
            missing("$.history.*"),
            changed("$.history.*[*].status", "'FAILED'", "'SUCCESS'"),
            extra("$.rows.*.input.*"),
            extra("$..outputs.*"),
            changed("$.rows.each.output.progress_info.*", "*", "*"),
            changed("$.rows..*", "*of b*", "*of a*"),
            changed("$.calls..*", "*of b*", "*of a*"),
            extra("$.calls[*]"),
            extra("$.unrecorded[*]"),
        ),
    ),
    Chosen(
        id="fail-fast+unended-child",
        mends=("D-38", "D-46"),
        reason="a child that ran out of time has failed, which fails at once who fails fast",
        accepts=(
            changed("$.status", "'SUCCESS'", "'FAILED'"),
            retyped("$.output", "dict", "NoneType"),
            retyped(
                "$.error", "NoneType", "dict", "*parallel task 'fan' failed: completed=1, failed=1*"
            ),
            changed("$.rows.*.status", "*", "'FAILED'"),
            retyped("$.rows.*.error", "NoneType", "dict"),
            changed("$.rows.fan.updated_at", "3.0", "6.0"),
            changed("$.rows['fan/late'].updated_at", "0.0", "3.0"),
            changed("$.history.fan[1].status", "'SUCCESS'", "'FAILED'"),
            extra("$.history['fan/late'][*]"),
            changed("$.rows.fan.output.progress_info.*", "*", "*"),
        ),
    ),
    Chosen(
        id="wait+data",
        mends=("D-48", "D-70"),
        reason="what a template gives inside a text of a condition is no end of that text",
        accepts=(
            *COMPLETED[:3],
            changed("$.stored['config:hold'].condition", "*", "*"),
        ),
    ),
    Chosen(
        id="data+handled",
        mends=("D-13", "D-70"),
        reason="an expression that arrives as data is no expression, and leads nowhere",
        accepts=(
            retyped("$.output.choose.output", "dict", "NoneType"),
            changed("$.rows.choose.status", "'SUCCESS'", "'FAILED'"),
            retyped("$.rows.choose.output", "dict", "NoneType"),
            retyped("$.rows.choose.error", "NoneType", "dict", "*no route for*"),
            changed("$.rows.end.*", "0.0", "3.0"),
            changed("$.history.choose[1].status", "'SUCCESS'", "'FAILED'"),
            changed("$.history.end[*].at", "0.0", "3.0"),
            *(
                extra(f"$.{part}['{kind}choose#{number}']")
                for part, kind in (
                    ("rows", ""),
                    ("history", ""),
                    ("stored", "config:"),
                    ("lives", "config:"),
                )
                for number in (2, 3)
            ),
        ),
    ),
    Chosen(
        id="fail-fast+nested",
        mends=("D-38", "D-43"),
        reason="failing fast cancels a composite that runs, and all below it",
        accepts=(
            *LATER,
            *STOPPED,
            changed("$.rows.fan.error.message", "*completed=2*", "*completed=1*CANCELED: 1*"),
            changed("$.error.message", "*parallel task*", "*parallel task*"),
            changed(f"{PROGRESS}.completed_count", "2", "1"),
            changed(f"{PROGRESS}.completion_rate", "*", "*"),
        ),
    ),
)
"""Chosen differences that only show together; each is told under its own name."""

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

REAL: Final = Chosen(
    id="real",
    mends=("D-1", "D-43", "D-48", "D-67"),
    reason="what typed references, order, nesting and waits change in workflows that are in use",
    unordered="$.calls",
    accepts=(
        retyped("$..*", "str", "bool"),
        retyped("$..*", "str", "int"),
        changed("$.stored.*.agent.action.prompt", "*", "*"),
        changed("$.calls[*].config.action.prompt", "*", "*"),
        missing("$.second_rows.*"),
        missing("$.history.*"),
        missing("$.lives.*"),
        extra("$.lives.*"),
        missing("$.stored.*"),
        extra("$.stored.*"),
        *OUTPUTS,
        changed("$..wait_status", "'waiting'", "'completed'"),
        extra("$..signal"),
        extra("$..processor_output"),
    ),
)
"""What the workflows of other people show, where they are present; several differences at once."""

REFUSED: Final = Chosen(
    id="refused",
    mends=("D-13",),
    reason="a router that fails says why in its row, as every other task",
    accepts=(
        retyped(
            "$.rows.t.error", "NoneType", "dict", "*'message': *router 't': route 'a' must be*"
        ),
    ),
)
"""What the systems say otherwise of workflows that validation refuses."""

MISUSED: Final = Chosen(
    id="misused",
    mends=("D-13",),
    reason="a call that a type cannot answer is no failure of the task, and never tried again",
    accepts=(
        changed("$.code", "'TYPE_UNSUPPORTED'", "'TYPE_UNKNOWN'"),
        changed("$.code", "'TYPE_UNSUPPORTED'", "'CAPABILITY'"),
        changed("$.code", "'NOT_PARENT'", "'CAPABILITY'"),
        changed("$.retryable", "True", "False"),
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
        extra(
            "$.message", "?a template in a condition has to stand in a text of it, between quotes?"
        ),
        extra("$.code", "'WAIT_STATUS'"),
        extra("$.code", "'WAIT_CONDITION'"),
        changed("$.answer", "True", "False"),
        extra("$.retryable", "False"),
    ),
)
"""What the systems say otherwise of calls that no run makes."""
