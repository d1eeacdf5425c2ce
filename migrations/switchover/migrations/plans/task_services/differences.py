"""What the orchestrators do otherwise than the old services, on purpose.

Each difference names the defects that it mends by their number in `docs/differences.md`, and what
of a run may differ because of it. Nothing else may.
"""

from __future__ import annotations

from typing import Final

from .chosen import Chosen, changed, extra, missing, retyped
from .effects import (
    ALL_SUCCEED,
    COMPLETED,
    ENDED,
    KEPT_ELSEWHERE,
    LATER,
    OUTPUTS,
    PROGRESS,
    RECEIVED,
    SAID,
    SUCCEEDS,
)
from .items import (
    CHILD_VARIABLES,
    DIGITS,
    NESTED_IDS,
    SIBLINGS,
)

__all__ = ["CHOSEN", "REAL", "REFUSED"]

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
            changed(f"{PROGRESS}.completed_count", "2", "1"),
            changed(f"{PROGRESS}.completion_rate", "1.0", "0.5"),
            changed(f"{PROGRESS}.strategy", "'wait_all'", "'race'"),
            retyped("$.output['a-slow'].output", "dict", "NoneType"),
            retyped("$.rows['race/a-slow'].output", "dict", "NoneType"),
            changed("$.rows['race/a-slow'].status", "'SUCCESS'", "'CANCELED'"),
            changed("$.history['race/a-slow'][1].status", "'SUCCESS'", "'CANCELED'"),
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
            retyped("$..own", "str", "bool", "True", "'false'"),
            changed("$..own", "False", "True"),
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
