"""What the orchestrators do otherwise than the old services, on purpose.

Each difference names the defects that it mends by their number in `docs/differences.md`, and what
of a run may differ because of it. Nothing else may.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from switchover.shadow import Expect, Kind, Rule, Unordered

OWNER: Final = "engine team"
EXPIRES: Final = dt.date(2027, 12, 31)
"""The day by which the old services are to be gone, and with them the rules."""


@dataclass(frozen=True, slots=True)
class Accept:
    """One kind of difference that is accepted at one place.

    Attributes:
        old: a shell pattern for the old value as it is shown, or a type where the types differ.
        new: the same for the new value.
        shown: where the types differ, a shell pattern for the new value.
    """

    path: str
    kind: Kind
    old: str | None = None
    new: str | None = None
    shown: str | None = None

    def rule(self, name: str, reason: str) -> Rule:
        """Return the shadow rule."""
        typed = self.kind is Kind.TYPE
        return Expect(
            id=name,
            path=self.path,
            reason=reason,
            owner=OWNER,
            expires=EXPIRES,
            difference=self.kind,
            control_type=self.old if typed else None,
            candidate_type=self.new if typed else None,
            control=None if typed else self.old,
            candidate=self.shown if typed else self.new,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A difference that was chosen.

    Attributes:
        mends: the numbers of the defects.
        accepts: what of a run's document may differ.
        unordered: a list whose order may differ.
    """

    id: str
    mends: tuple[str, ...]
    reason: str
    accepts: tuple[Accept, ...] = ()
    unordered: str | None = None

    def rules(self) -> Iterator[Rule]:
        """Yield the shadow rules, numbered where there are several."""
        if self.unordered is not None:
            yield Unordered(
                id=f"{self.id}.order",
                path=self.unordered,
                reason=self.reason,
                owner=OWNER,
                expires=EXPIRES,
            )
        for number, accept in enumerate(self.accepts, start=1):
            yield accept.rule(f"{self.id}.{number}", self.reason)


def _changed(path: str, old: str, new: str) -> Accept:
    return Accept(path, Kind.CHANGED, old, new)


def _type(path: str, old: str, new: str, shown: str | None = None) -> Accept:
    return Accept(path, Kind.TYPE, old, new, shown)


def _extra(path: str, new: str | None = None) -> Accept:
    return Accept(path, Kind.EXTRA, new=new)


def _missing(path: str) -> Accept:
    return Accept(path, Kind.MISSING)


PROGRESS: Final = "$..progress_info"
ENDED: Final = (
    _changed("$.rows.*.updated_at", "*", "*"),
    _changed("$.history.*[*].at", "*", "*"),
)
LATER: Final = (*ENDED, _changed(f"{PROGRESS}.last_updated", "*", "*"))
"""What follows where something ends at another moment."""

SUCCEEDS: Final = (
    _changed("$.status", "'FAILED'", "'SUCCESS'"),
    _type("$.output", "NoneType", "dict"),
    _type("$.error", "dict", "NoneType"),
)
"""What follows where a run succeeds that failed."""
ALL_SUCCEED: Final = (
    *SUCCEEDS,
    _changed("$.rows.*.status", "*", "'SUCCESS'"),
    _type("$.rows.*.output", "NoneType", "dict"),
)
"""The same where tasks of the run failed as well."""

KEPT_ELSEWHERE: Final = (
    _missing("$.stored.*"),
    _extra("$.stored.*"),
    _missing("$.lives.*"),
    _extra("$.lives.*"),
)
"""What follows where values are stored for other rows."""
OUTPUTS: Final = (
    _type("$.rows.*.output", "NoneType", "dict"),
    _extra("$.rows.*.output.outputs.*"),
    _extra("$.output.*.output.outputs.*"),
)
"""What follows where a row has its output, and its parents with it."""

SAID: Final = "'metadata': {'workflow_id': 'run', 'source': 'api'}}"
RECEIVED: Final = f"{{'payload': {{*}}, {SAID}"
COMPLETED: Final = (
    _changed("$..wait_status", "'waiting'", "'completed'"),
    _extra("$..output.signal", RECEIVED),
    _extra("$..output.processor_output", "None"),
    _extra("$..output.processor_output", "{}"),
    _extra("$..output.processor_output", "{'text': 'got ok'}"),
    _extra("$..output.processor_output", "{'from': 'api', 'n': '<one>'}"),
)
"""What the row of a wait says that a signal ended."""

CHOSEN: Final = (
    Chosen(
        id="typed",
        mends=("D-1",),
        reason="a reference to a number or a flag keeps its type",
        accepts=(
            _type("$..*", "str", "bool"),
            _type("$..*", "str", "int"),
            _type("$..*", "str", "float"),
        ),
    ),
    Chosen(
        id="flags",
        mends=("D-2",),
        reason="a flag that is written in a configuration stays a flag",
        accepts=(_type("$..*", "str", "bool"),),
    ),
    Chosen(
        id="typed-items",
        mends=("D-27",),
        reason="a number that is all there is to a collection's items is an item that is a number",
        accepts=(
            _changed("$..kind", "'string'", "'float64'"),
            _extra("$.unrecorded[*]"),
        ),
    ),
    Chosen(
        id="typed-filter",
        mends=("D-1",),
        reason="a filter that is the number zero is a number, and drops the item as false does",
        accepts=(
            _changed("$..collection_metadata.item_count", "2", "1"),
            _changed("$..collection_metadata.skipped_count", "0", "1"),
            _changed(f"{PROGRESS}.total_children", "2", "1"),
            _changed(f"{PROGRESS}.completed_count", "2", "1"),
            _missing("$..outputs['kept-1']"),
            _missing("$.output['kept-1']"),
            _missing("$.rows['each/kept-1']"),
            _missing("$.history['each/kept-1']"),
            _missing("$.stored['config:each/kept-1']"),
            _missing("$.stored['metadata:collection_metadata:each'].child_configs[*]"),
            _changed("$.stored['metadata:collection_metadata:each'].item_count", "2", "1"),
            _changed("$.stored['metadata:collection_metadata:each'].skipped_count", "0", "1"),
            _missing("$.lives['config:each/kept-1']"),
            _missing("$.calls[1]"),
        ),
    ),
    Chosen(
        id="big-number",
        mends=("D-52",),
        reason="a reference to a large number is a number, not its shortest text",
        accepts=(_type("$..id_", "str", "float"),),
    ),
    Chosen(
        id="blanks",
        mends=("D-57",),
        reason="conditions that differ in blanks inside a text are different conditions",
        accepts=(
            _changed("$..wait_status", "'waiting'", "'completed'"),
            _extra("$..output.signal", f"{{'payload': {{'text': 'a *b'}}, {SAID}"),
            _extra("$..output.processor_output", "None"),
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
            _extra("$.rows.repair"),
            _extra("$.stored['config:repair']"),
            _extra("$.lives['config:repair']"),
            _extra("$.history.repair"),
            _extra("$.calls[*]"),
            _extra("$.unrecorded[*]"),
            _type("$.rows.choose.error", "NoneType", "dict"),
        ),
    ),
    Chosen(
        id="router-row",
        mends=("D-13",),
        reason="a router that fails says why in its row, as every other task",
        accepts=(_type("$.rows.*.error", "NoneType", "dict"),),
    ),
    Chosen(
        id="race",
        mends=("D-38",),
        reason="a race ends with the first success and cancels the rest",
        accepts=(
            _changed("$.rows.*.status", "'PENDING'", "'CANCELED'"),
            _changed("$.rows.*.status", "'PENDING'", "'SUCCESS'"),
            *LATER,
            _extra("$.history.*[*]"),
            _changed("$.history.*[*].status", "*", "'SUCCESS'"),
            _missing("$.history.*[*]"),
            _type("$.rows.*.output", "NoneType", "dict"),
            _type("$.output.*.output", "NoneType", "dict"),
            _extra("$..outputs.winner"),
            _changed(f"{PROGRESS}.pending_count", "*", "0"),
            _changed(f"{PROGRESS}.completed_count", "0", "1"),
            _changed(f"{PROGRESS}.completion_rate", "0.0", "0.5"),
        ),
    ),
    Chosen(
        id="fail-fast",
        mends=("D-10", "D-38"),
        reason="failing fast sees a child's failure at once and cancels the rest",
        accepts=(
            *LATER,
            _changed("$.rows['fan/late'].status", "'SUCCESS'", "'CANCELED'"),
            _changed("$.history['fan/late'][*].status", "'SUCCESS'", "'CANCELED'"),
            _type("$.rows['fan/late'].output", "dict", "NoneType"),
            _missing("$.rows.fan.output.outputs.late"),
            _changed(f"{PROGRESS}.completed_count", "1", "0"),
            _changed(f"{PROGRESS}.completion_rate", "0.5", "0.0"),
            _changed("$.rows.fan.error.message", "*completed=1*", "*completed=0*"),
            _changed("$.error.message", "*parallel task*", "*parallel task*"),
        ),
    ),
    Chosen(
        id="null-output",
        mends=("D-30",),
        reason="a child that succeeds with nothing does not hold up its parent",
        accepts=(
            *SUCCEEDS,
            _extra("$.rows.fan.output.outputs"),
        ),
    ),
    Chosen(
        id="nested",
        mends=("D-43",),
        reason="a nested task has one row, with its output; its failure is its own, as any child's",
        accepts=(
            _missing("$.second_rows.*"),
            _missing("$.history.*"),
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
    Chosen(
        id="siblings",
        mends=("D-68",),
        reason="a task sees the rows of its own item, never another item's of the same name",
        accepts=(
            *ALL_SUCCEED,
            _changed("$.rows.*.updated_at", "*", "*"),
            _missing("$.second_rows.*"),
            _changed("$.history.*[*].*", "*", "*"),
            _missing("$.history.*"),
            *KEPT_ELSEWHERE,
            _changed("$.calls[*].input.*", "*", "*"),
            _changed("$.rows.*.input.text", "*", "*"),
            _extra("$.calls[*]"),
            _extra("$.unrecorded[*]"),
            _changed("$..progress_info.*", "*", "*"),
            _extra("$.rows.*.output.outputs.*"),
            _changed("$.rows.*.output.text", "*", "*"),
        ),
    ),
    Chosen(
        id="nested-ids",
        mends=("D-69",),
        reason="the id of a task below a collection's child is rendered, as the child's own is",
        accepts=(
            _type("$.rows.*.output", "NoneType", "dict"),
            _missing("$.rows.*"),
            _extra("$.rows.*"),
            _missing("$.second_rows.*"),
            _missing("$.history.*"),
            _extra("$.history.*"),
            *KEPT_ELSEWHERE,
            _extra("$.rows.*.output.outputs.*"),
            _missing("$.output.*"),
            _extra("$.output.*"),
            _extra("$.output.*.output.outputs.*"),
        ),
    ),
    Chosen(
        id="data",
        mends=("D-70",),
        reason="what arrives as data stays data, also where it looks like a template",
        accepts=(
            _changed("$..*", "*the secret*", "*{{ .env.SECRET }}*"),
            _changed("$..wait_status", "'waiting'", "'completed'"),
            _extra("$..output.signal", RECEIVED),
            _extra("$..output.processor_output"),
            _extra("$.unrecorded[*]"),
        ),
    ),
    Chosen(
        id="collection-with",
        mends=("D-16", "D-17"),
        reason="what a collection is given reaches its children, rendered once, as `.input`",
        accepts=(
            *SUCCEEDS,
            _changed("$.rows.*.status", "*", "'SUCCESS'"),
            _extra("$.rows.*.output.*"),
            _missing("$.rows.*.output.*"),
            _type("$.rows.*.error", "dict", "NoneType"),
            _changed("$.rows.*.updated_at", "*", "*"),
            _changed("$.history.*[*].*", "*", "*"),
            _extra("$.unrecorded[*]"),
            _changed("$..progress_info.*", "*", "*"),
            _extra("$..with.*"),
            _extra("$..input.*"),
            _extra("$..output.*"),
            _extra("$..outputs.*.*"),
            _missing("$..outputs.*.*"),
            _changed("$..with.*", "*{{*", "*"),
        ),
    ),
    Chosen(
        id="digits",
        mends=("D-20",),
        reason="a text of digits stays a text, and an item is what the list has",
        accepts=(
            _type("$..*", "int", "str"),
            _type("$..*", "float", "str"),
            _type("$..*", "bool", "str"),
            _type("$..*", "NoneType", "str"),
            _type("$..*", "dict", "str"),
            _type("$..*", "list", "str"),
            _type("$..*", "str", "bool"),
            _changed("$..item", "*", "*"),
            _extra("$.unrecorded[*]"),
        ),
    ),
    Chosen(
        id="child-variables",
        mends=("D-71",),
        reason="a collection's children see the environment and what configurations say",
        accepts=(
            *ALL_SUCCEED,
            _extra("$.rows.*"),
            _changed("$.history.*[*].*", "*", "*"),
            _extra("$.history.*"),
            _extra("$.stored.*"),
            _extra("$.lives.*"),
            _extra("$.calls[*]"),
            _extra("$.unrecorded[*]"),
        ),
    ),
    Chosen(
        id="outputs-variables",
        mends=("D-72",),
        reason="outputs see the parent, a composite's its children, a container's its progress",
        accepts=(
            *ALL_SUCCEED,
            _extra("$.rows.ask.output.same", "'4-p-Ada-workflow-references'"),
            _extra(
                "$.rows.each.output.all",
                "{'item-0': {*'value': 'va'}, 'item-1': {*'item': 'b', 'value': 'vb'}}",
            ),
            _extra("$.rows.each.output.counts", "'0/0/0/0/0'"),
            _extra("$.rows.each.output.counts", "{'SUCCESS': 2}"),
            _extra("$.rows.each.output.done", "'2 of 2'"),
            _extra("$.rows.each.output.first", "'va SUCCESS item-0'"),
            _extra("$.rows.each.output.n", "'n0'"),
            _extra("$.rows.each.output.rates", "'0 0 pending false true'"),
            _extra("$.rows.each.output.rates", "'1/0/0/0/0'"),
            _extra("$.rows.each.output.status", "'completed false true'"),
            _extra("$.rows.fan.output.counts", "'3 1 4 0 0'"),
            _extra(
                "$.rows.fan.output.error",
                "\"FAILED: <file>:10:40: tool 'fail' raised RuntimeError: nope\"",
            ),
            _extra("$.rows.fan.output.good", "'fine'"),
            _extra("$.rows.fan.output.rates", "'0.75/0.25'"),
            _extra(
                "$.rows.fan.output.statuses",
                '\'{"FAILED":1,"SUCCESS":3} partial_failure true true\'',
            ),
            _extra("$.rows.one.output.whose", "'outputs-parent'"),
            _extra("$.rows.steps.output.count", "'2/2'"),
            _extra("$.rows.steps.output.input", "{'text': '*two'}"),
            _extra("$.rows.steps.output.progress", "'p2'"),
            _extra("$.rows.steps.output.text", "'one Ada + one Ada two'"),
            _missing("$.rows.*.output.*"),
            _type("$.rows.*.error", "dict", "NoneType"),
            _changed("$.rows.*.updated_at", "*", "*"),
            _missing("$.rows.*"),
            _extra("$.rows.*"),
            _changed("$.history.*[*].*", "*", "*"),
            _missing("$.history.*"),
            _missing("$.history.*[*]"),
            _extra("$.history.*"),
            *KEPT_ELSEWHERE,
            _missing("$.calls[*]"),
            _extra("$.calls[*]"),
            _extra("$.unrecorded[*]"),
        ),
    ),
    Chosen(
        id="unended-child",
        mends=("D-46",),
        reason="a child whose activity failed has failed; nothing open becomes a success",
        accepts=(
            _changed("$.rows['fan/late'].updated_at", "*", "*"),
            _extra("$.history['fan/late'][*]"),
            _changed("$.rows['fan/late'].status", "'PENDING'", "'FAILED'"),
            _type("$.rows.*.error", "NoneType", "dict"),
            _changed(f"{PROGRESS}.failed_count", "0", "1"),
            _changed(f"{PROGRESS}.failure_rate", "0.0", "0.5"),
            _changed(f"{PROGRESS}.pending_count", "1", "0"),
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
    _changed("$.rows.hold.status", "'SUCCESS'", "'FAILED'"),
    _changed("$.history.hold[*].status", "'SUCCESS'", "'FAILED'"),
)
"""How the row of the wait ends that the corpus lets fail."""
STOPPED: Final = (
    _changed("$.rows.*.status", "'SUCCESS'", "'CANCELED'"),
    _changed("$.history.*[*].status", "'SUCCESS'", "'CANCELED'"),
    _type("$.rows.*.output", "dict", "NoneType"),
    _missing("$.second_rows['b-steps']"),
    _missing("$.history['b-steps']"),
    _missing("$.stored['config:b-steps']"),
    _missing("$.stored['metadata:composite_metadata:b-steps']"),
    _extra("$.stored.*"),
    _missing("$.lives['config:b-steps']"),
    _missing("$.lives['metadata:composite_metadata:b-steps']"),
    _extra("$.lives.*"),
)
COMBINED: Final = (
    Chosen(
        id="wait+handled",
        mends=("D-48",),
        reason="a wait that fails says so and why, and its failure goes where the file says",
        accepts=(
            *ENDED,
            *HOLD_FAILED,
            _type("$.rows.hold.error", "NoneType", "dict", OUT_OF_TIME),
            _type("$.rows.hold.error", "NoneType", "dict", TOO_LATE),
            _type("$.rows.hold.error", "NoneType", "dict", UNDECIDED),
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
            _type("$.rows.hold.error", "NoneType", "dict", OUT_OF_TIME),
            _type("$.rows.hold.error", "NoneType", "dict", UNDECIDED),
            _changed("$.status", "'SUCCESS'", "'FAILED'"),
            _type("$.output", "dict", "NoneType"),
            _type("$.error", "NoneType", "dict", FAILED_WAIT),
            _missing("$.rows.after"),
            _missing("$.history.after"),
            _missing("$.stored['config:after']"),
            _missing("$.lives['config:after']"),
            _missing("$.calls[0]"),
        ),
    ),
    Chosen(
        id="race+nested",
        mends=("D-38", "D-43"),
        reason="a race that is won cancels a composite that runs, and all below it",
        accepts=(
            *ENDED,
            *STOPPED,
            _missing("$.calls[*]"),
            _type("$.output.*.output", "dict", "NoneType"),
            _changed(f"{PROGRESS}.pending_count", "1", "0"),
        ),
    ),
    Chosen(
        id="wait+nested",
        mends=("D-43", "D-48"),
        reason="a wait inside a container has one row, which says how it stands and how it ended",
        accepts=(
            _changed("$.output.b.output.wait_status", "'waiting'", "'completed'"),
            _extra("$.output.b.output.signal", RECEIVED),
            _extra("$.output.b.output.processor_output", "None"),
            _extra("$..outputs.b", f"{{'wait_status': 'completed', *{SAID}*}}"),
            _type(
                "$.rows['fan/b'].output",
                "NoneType",
                "dict",
                f"{{'wait_status': 'completed', *{SAID}*}}",
            ),
            _missing("$.second_rows.b"),
            _changed("$.history['fan/b'][1].status", "'PAUSED'", "'WAITING'"),
            _missing("$.history.b"),
            _missing("$.stored['config:b']"),
            _missing("$.lives['config:b']"),
        ),
    ),
    Chosen(
        id="race+unended-child",
        mends=("D-38", "D-46"),
        reason="a race that nobody can win any more has failed, and so has who ran out of time",
        accepts=(
            _changed("$.rows.*.updated_at", "*", "*"),
            _changed(f"{PROGRESS}.last_updated", "*", "*"),
            _changed("$.status", "'SUCCESS'", "'FAILED'"),
            _type("$.output", "dict", "NoneType"),
            _type(
                "$.error", "NoneType", "dict", "*parallel task 'fan' failed: completed=0, failed=2*"
            ),
            _changed("$.rows.fan.status", "'SUCCESS'", "'FAILED'"),
            _type("$.rows.fan.error", "NoneType", "dict", "*completed=0, failed=2*"),
            _changed("$.rows['fan/late'].status", "'PENDING'", "'FAILED'"),
            _type("$.rows['fan/late'].error", "NoneType", "dict", "*took longer than 2 s*"),
            _changed(f"{PROGRESS}.failure_rate", "0.5", "1.0"),
            _changed(f"{PROGRESS}.failed_count", "1", "2"),
            _changed(f"{PROGRESS}.pending_count", "1", "0"),
            _extra("$.history['fan/late'][*]"),
            _missing("$.history.fan[*]"),
        ),
    ),
    Chosen(
        id="fail-fast+nested",
        mends=("D-38", "D-43"),
        reason="failing fast cancels a composite that runs, and all below it",
        accepts=(
            *LATER,
            *STOPPED,
            _changed("$.rows.fan.error.message", "*completed=2*", "*completed=1*CANCELED: 1*"),
            _changed("$.error.message", "*parallel task*", "*parallel task*"),
            _changed(f"{PROGRESS}.completed_count", "2", "1"),
            _changed(f"{PROGRESS}.completion_rate", "*", "*"),
        ),
    ),
)
"""Chosen differences that only show together; each is told under its own name."""

CALLS: Final = (
    Chosen(
        id="basic",
        mends=("D-10",),
        reason="a child that failed is counted as failed, so that strategies can act on it",
        accepts=(_changed("$[*].result.succeeded", "True", "False"),),
    ),
    Chosen(
        id="parallel",
        mends=("D-38",),
        reason="a race goes on to the first success, and those who are not waited for are canceled",
        accepts=(
            _changed("$[*].result.cancel_rest", "False", "True"),
            _changed("$[*].result.on_failure", "True", "False"),
        ),
    ),
    Chosen(
        id="wait",
        mends=("D-48",),
        reason="the row of a wait is written when it begins and when it ends, and never in between",
        accepts=(
            _missing("$[0].stored['config:b']"),
            _missing("$[*].rows.*"),
            _extra("$[*].rows.*"),
            _changed("$[*].rows.*.status", "'SUCCESS'", "'WAITING'"),
            _extra("$[*].rows.*.output.*"),
            _missing("$[*].rows.*.output.waited_for"),
            _type("$[*].result.next", "str", "NoneType"),
            _changed("$[*].result.resumes", "False", "True"),
            _type("$[*].result", "dict", "NoneType"),
            _type("$[*].error", "NoneType", "dict", "{'class': 'TaskFailed', 'code': *"),
            _type(
                "$[3].error", "NoneType", "dict", "{'class': 'EngineError', 'code': 'WAIT_STATUS'}"
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
        _type("$..*", "str", "bool"),
        _type("$..*", "str", "int"),
        _changed("$.stored.*.agent.action.prompt", "*", "*"),
        _changed("$.calls[*].config.action.prompt", "*", "*"),
        _missing("$.second_rows.*"),
        _missing("$.history.*"),
        _missing("$.lives.*"),
        _extra("$.lives.*"),
        _missing("$.stored.*"),
        _extra("$.stored.*"),
        *OUTPUTS,
        _changed("$..wait_status", "'waiting'", "'completed'"),
        _extra("$..signal"),
        _extra("$..processor_output"),
    ),
)
"""What the workflows of other people show, where they are present; several differences at once."""

REFUSED: Final = Chosen(
    id="refused",
    mends=("D-13",),
    reason="a router that fails says why in its row, as every other task",
    accepts=(
        _type("$.rows.t.error", "NoneType", "dict", "*'message': *router 't': route 'a' must be*"),
    ),
)
"""What the systems say otherwise of workflows that validation refuses."""

MISUSED: Final = Chosen(
    id="misused",
    mends=("D-13",),
    reason="a call that a type cannot answer is no failure of the task, and never tried again",
    accepts=(
        _changed("$.code", "'TYPE_UNSUPPORTED'", "'TYPE_UNKNOWN'"),
        _changed("$.code", "'TYPE_UNSUPPORTED'", "'CAPABILITY'"),
        _changed("$.code", "'NOT_PARENT'", "'CAPABILITY'"),
        _changed("$.retryable", "True", "False"),
        _missing("$.answer"),
        _extra("$.code", "'WAIT_STATUS'"),
        _changed("$.answer", "True", "False"),
        _extra("$.retryable", "False"),
    ),
)
"""What the systems say otherwise of calls that no run makes."""
