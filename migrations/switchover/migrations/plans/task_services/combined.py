"""Chosen differences that only show together, in the runs of one workflow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .chosen import Accept, Chosen, changed, extra, missing, retyped
from .effects import (
    ALL_SUCCEED,
    COMPLETED,
    ENDED,
    FAILS,
    KEPT_ELSEWHERE,
    LATER,
    PROGRESS,
    RECEIVED,
    SAID,
    SUCCEEDS,
)

__all__ = ["COMBINED"]

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
BELOW_ITEMS: Final = (
    *ALL_SUCCEED,
    *ENDED,
    *KEPT_ELSEWHERE,
    missing("$.second_rows.*"),
    missing("$.history.*"),
)
"""What tasks below an item may show; the rules are numbered in this order."""


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
            changed("$.status", "'FAILED'", "'SUCCESS'"),
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
            *FAILS,
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
            retyped(
                "$.rows['fan/hold'].output", "NoneType", "dict", "{'wait_status': 'waiting', *"
            ),
            changed("$.history['fan/hold'][1].status", "'PAUSED'", "'WAITING'"),
            changed("$.output.b.output.wait_status", "'waiting'", "'completed'"),
            extra("$.output.b.output.signal", RECEIVED),
            extra("$.output.b.output.processor_output", "None"),
            extra("$..outputs.b", f"{{'wait_status': 'completed', *{SAID}*}}"),
            *_nested_wait("fan", "b", f"{{'wait_status': 'completed', *{SAID}*}}"),
            *_nested_wait("steps", "hold", "{'was': 'inner'}"),
            changed("$.status", "'FAILED'", "'SUCCESS'"),
            extra("$..outputs.hold", "{'wait_status': 'waiting', *"),
            retyped("$.rows['fan/hold'].error", "NoneType", "dict", UNDECIDED),
            extra("$.history.fan[2]", "{'status': 'FAILED', 'at': 0.0}"),
            changed("$.output.hold.output.wait_status", "'waiting'", "'completed'"),
            extra("$.output.hold.output.signal", RECEIVED),
            extra("$.output.hold.output.processor_output", "{'seen': 'inner'}"),
            retyped(
                "$.rows['steps/hold'].output", "NoneType", "dict", "*'completed'*'key': 'inner'*"
            ),
        ),
    ),
    Chosen(
        id="race+unended-child",
        mends=("D-38", "D-46"),
        reason="a race that nobody can win any more has failed, and so has who ran out of time",
        accepts=(
            changed("$.rows.*.updated_at", "*", "*"),
            changed(f"{PROGRESS}.last_updated", "*", "*"),
            *FAILS,
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
            *BELOW_ITEMS,
            extra("$.history.*"),
            changed("$.history.*[*].status", "'FAILED'", "'SUCCESS'"),
            extra("$.rows.*"),
            extra("$.rows.*.input.*"),
            changed("$.rows.*.input.*", "*{{ .input.d*", "*"),
            extra("$.calls[*].input.from", "'inner'"),
            missing("$.rows['item-0/{{ .index }}']"),
            missing("$.rows['item-1/{{ .index }}']"),
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
            *BELOW_ITEMS,
            changed("$.history.*[*].status", "'FAILED'", "'SUCCESS'"),
            extra("$.rows.*.input.*"),
            extra("$..outputs.*"),
            changed("$.rows.each.output.progress_info.*", "*", "*"),
            changed("$.rows..*", "*of b*", "*of a*"),
            changed("$.calls..*", "*of b*", "*of a*"),
            changed("$..text", "'shown'", "'hidden'"),
            extra("$.calls[*]"),
            extra("$.unrecorded[*]"),
        ),
    ),
    Chosen(
        id="fail-fast+unended-child",
        mends=("D-38", "D-46"),
        reason="a child that ran out of time has failed, which fails at once who fails fast",
        accepts=(
            *FAILS,
            retyped(
                "$.error", "NoneType", "dict", "*parallel task 'fan' failed: completed=1, failed=1*"
            ),
            changed("$.rows.*.status", "*", "'FAILED'"),
            retyped("$.rows.*.error", "NoneType", "dict"),
            changed("$.rows.fan.updated_at", "3.0", "6.0"),
            changed("$.rows['fan/late'].updated_at", "0.0", "3.0"),
            changed("$.history.fan[1].status", "'SUCCESS'", "'FAILED'"),
            extra("$.history['fan/late'][*]"),
            changed("$.rows['fan/other'].status", "'PENDING'", "'CANCELED'"),
            changed("$.rows['fan/other'].updated_at", "0.0", "3.0"),
            extra("$.history['fan/other'][*]", "{'status': 'CANCELED', 'at': 3.0}"),
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
        id="nested+unended-child",
        mends=("D-43", "D-46"),
        reason="a step that ran out of time has failed, and what would have followed never ran",
        accepts=(
            changed(f"{PROGRESS}.failed_count", "0", "1"),
            changed(f"{PROGRESS}.failure_rate", "0.0", "0.5"),
            changed(f"{PROGRESS}.pending_count", "1", "0"),
            *SUCCEEDS,
            retyped("$.rows.*.error", "NoneType", "dict", "*took longer than 2 s*"),
            changed("$.rows['steps/rest'].status", "'FAILED'", "'CANCELED'"),
            changed("$.history['steps/rest'][1].status", "'FAILED'", "'CANCELED'"),
            extra("$.rows.end"),
            extra("$.history.end"),
            missing("$.second_rows.steps"),
            missing("$.history.steps"),
            *KEPT_ELSEWHERE,
            extra("$.calls[3]", "*'input': {'text': 'FAILED'}*"),
            extra("$.unrecorded[0]", "*'input': {'text': 'FAILED'}*"),
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
