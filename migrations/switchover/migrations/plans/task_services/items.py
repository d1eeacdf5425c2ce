"""Chosen differences of what collections make of their items, told value by value.

They decide whether a task runs at all and with what, so that much of a run differs: what comes
instead is said in full, and one that is otherwise is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from glob import escape
from typing import Any, Final

from .chosen import Accept, Chosen, changed, extra, missing, retyped

__all__ = ["CHILD_VARIABLES", "DIGITS", "NESTED_IDS", "SIBLINGS"]

DAY: Final = "*86400.0, 'run'*"
"""How long what is stored lives after its run has ended, and whose it is."""


def _all_well(children: int, at: float) -> str:
    """Show what a container's row records of children that have all succeeded."""
    return (
        f"'progress_info': {{'completion_rate': 1.0, 'failure_rate': 0.0, "
        f"'total_children': {children}, 'completed_count': {children}, 'failed_count': 0, "
        f"'running_count': 0, 'pending_count': 0, 'strategy': 'wait_all', 'last_updated': {at}}}"
    )


def _expanded(items: int, mode: str) -> str:
    return (
        f"'collection_metadata': {{'item_count': {items}, 'skipped_count': 0, 'mode': '{mode}', "
        "'batch_size': 0}"
    )


def _call(given: str, place: str, env: str = "") -> str:
    """Show a call of the tool `echo`."""
    return (
        f"{{'kind': 'tool', 'id': 'echo', 'action': None, 'input': {{{given}}}, "
        f"'output_schema': None, 'config': {{'id': 'echo'{env}}}, 'position': '<file>:{place}'}}"
    )


def _succeeds(output: str) -> Iterator[Accept]:
    """Accept that a run succeeds, with this output."""
    yield changed("$.status", "'FAILED'", "'SUCCESS'")
    yield retyped("$.output", "NoneType", "dict", output)
    yield retyped("$.error", "dict", "NoneType")


def _recovered(row: str, at: float, output: str) -> Iterator[Accept]:
    """Accept that a task succeeds that failed, at this moment and with this output."""
    yield changed(f"$.rows[{row!r}].status", "'FAILED'", "'SUCCESS'")
    yield retyped(f"$.rows[{row!r}].output", "NoneType", "dict", output)
    yield changed(f"$.history[{row!r}][1].status", "'FAILED'", "'SUCCESS'")
    if at:
        yield changed(f"$.rows[{row!r}].updated_at", "*", str(at))
        yield changed(f"$.history[{row!r}][1].at", "*", str(at))


def _one_row(name: str) -> Iterator[Accept]:
    """Accept that the composite of an item has one row, and what is stored for it alone."""
    metadata = "metadata:composite_metadata"
    yield missing(f"$.second_rows[{name!r}]")
    yield missing(f"$.history[{name!r}]")
    for where in ("stored", "lives"):
        yield missing(f"$.{where}['config:{name}']")
        yield missing(f"$.{where}['{metadata}:{name}']")
    yield extra(f"$.lives['{metadata}:each/{name}']", DAY)


def _stored_steps(name: str, *first: str) -> Accept:
    """Accept the metadata of an item's composite, which says its steps by how they begin."""
    steps = "}, {".join(f"{each}*'CWD': '<folder>'" for each in first)
    return extra(
        f"$.stored['metadata:composite_metadata:each/{name}']",
        f"{{'child_configs': *{{{steps}}}*, 'strategy': 'wait_all', 'max_workers': 1}}",
    )


def _of_siblings() -> Iterator[Accept]:
    texts = {"item-0": "of a", "item-1": "of b", "item-2": "of c"}
    ran, place = f"{{{_all_well(2, 2.0)}}}", "13:40"
    outputs = ", ".join(f"{name!r}: {ran}" for name in texts)
    parts = ", ".join(f"{name!r}: {{'output': {ran}}}" for name in texts)
    whole = f"{_expanded(3, 'parallel')}, {_all_well(3, 2.0)}, 'outputs': {{{outputs}}}"
    last = "{'output': {'seconds': 2, 'text': 'of c'}}, 'use': {'output': {'text': 'of c'}}"
    yield from _succeeds(f"{{'each': {{'output': {{{whole}}}}}, {parts}, 'load': {last}}}")
    for name in texts:
        yield from _one_row(name)
        yield _stored_steps(name, "'id': 'load'", "'id': 'use'")
        yield extra(f"$.rows.each.output.outputs[{name!r}]", ran)
    for name in ("item-0", "item-1"):
        text = texts[name]
        yield from _recovered(f"each/{name}", 2.0, ran)
        yield from _recovered(f"{name}/use", 2.0, f"{{'text': {text!r}}}")
        given = f"$.rows['{name}/use'].input.text"
        yield changed(given, "'{{ .tasks.load.output.text }}'", repr(text))
        called = _call(f"'text': {text!r}", place)
        yield extra("$.calls[*]", called)
        yield extra("$.unrecorded[*]", called)
    yield retyped("$.rows['each/item-2'].output", "NoneType", "dict", ran)
    yield changed("$.rows['item-1/use'].input.text", "'of c'", "'of b'")
    yield changed("$.rows['item-1/use'].output.text", "'of c'", "'of b'")
    yield changed("$.calls[4].input.text", "'of c'", "'of b'")
    yield changed("$.rows.each.output.progress_info.completion_rate", "*", "1.0")
    yield changed("$.rows.each.output.progress_info.completed_count", "*", "3")
    yield changed("$.rows.each.output.progress_info.pending_count", "*", "0")


def _of_nested_ids() -> Iterator[Accept]:
    ran = f"{{{_all_well(1, 0.0)}}}"
    yield missing("$.output['step-{{ .index }}']")
    for index, item in enumerate("ab"):
        name, old, new = f"item-{index}", "step-{{ .index }}", f"step-{index}"
        yield from _one_row(name)
        yield _stored_steps(name, f"'id': '{new}'")
        yield retyped(f"$.rows['each/{name}'].output", "NoneType", "dict", ran)
        yield extra(f"$.rows.each.output.outputs['{name}']", ran)
        yield extra(f"$.output.each.output.outputs['{name}']", ran)
        yield extra(f"$.output['{new}']", f"{{'output': {{'text': '{item}'}}}}")
        for where in ("rows", "history"):
            yield missing(f"$.{where}['{name}/{old}']")
        for where in ("stored", "lives"):
            yield missing(f"$.{where}['config:{name}/{old}']")
        yield extra(
            f"$.rows['{name}/{new}']", _row(new, "collection-nested-ids", f"'text': '{item}'")
        )
        yield extra(
            f"$.history['{name}/{new}']",
            "*'PENDING', 'at': 0.0}, {'status': 'SUCCESS', 'at': 0.0}*",
        )
        yield extra(
            f"$.stored['config:{name}/{new}']",
            f"{{{_config(new)}, 'with': {{'text': '{{{{ .item }}}}'}}, 'CWD': '<folder>'}}",
        )
        yield extra(f"$.lives['config:{name}/{new}']", DAY)


def _config(name: str) -> str:
    return f"'id': '{name}', 'type': 'basic', 'tool': 'echo'"


def _row(name: str, workflow: str, given: str) -> str:
    """Show the row of a task whose tool is `echo`."""
    return (
        f"{{'task_id': '{name}', 'workflow_id': '{workflow}', 'status': 'SUCCESS', "
        "'execution_type': 'basic', 'component': 'tool', 'agent_id': None, 'action_id': None, "
        f"'tool_id': 'echo', 'input': {{{given}}}, 'output': {{{given}}}, 'error': None, "
        "'created_at': 0.0, 'updated_at': 0.0}"
    )


def _of_child_variables() -> Iterator[Accept]:
    given = "'stage': 'test', 'version': '2', 'kind': 'basic', 'item': 'a', 'index': 0"
    each = (
        f"{{{_expanded(1, 'parallel')}, {_all_well(1, 0.0)}, 'outputs': {{'item-0': {{{given}}}}}}}"
    )
    yield from _succeeds(
        f"{{'first': {{'output': {{'text': 'one'}}}}, 'each': {{'output': {each}}}, "
        f"'item-0': {{'output': {{{given}}}}}}}"
    )
    yield from _recovered("each", 0.0, each)
    config = f"{{{_config('item-0')}, 'with': {{{given}}}, 'CWD': '<folder>'}}"
    yield extra("$.rows['each/item-0']", _row("item-0", "collection-child-variables", given))
    yield extra(
        "$.history['each/item-0']", "*'PENDING', 'at': 0.0}, {'status': 'SUCCESS', 'at': 0.0}*"
    )
    yield extra("$.stored['config:each/item-0']", config)
    yield extra(
        "$.stored['metadata:collection_metadata:each']",
        f"{{'child_configs': *{config}*, 'strategy': 'wait_all', 'max_workers': 0, "
        "'item_count': 1, 'skipped_count': 0, 'mode': 'parallel', 'batch_size': 0}",
    )
    for key in ("metadata:collection_metadata:each", "config:each/item-0"):
        yield extra(f"$.lives['{key}']", DAY)
    called = _call(given, "14:13", ", 'env': {'STAGE': 'test'}")
    yield extra("$.calls[1]", called)
    yield extra("$.unrecorded[0]", called)


READ: Final[Mapping[tuple[str, ...], tuple[tuple[Any, str], ...]]] = {
    ("..item", "..bare"): (
        *((0, text) for text in ("0", "-0", "00")),
        (5, "+5"),
        *((12, f"{'0' * zeros}12") for zeros in (22, 23)),
        (9223372036854775807, "9223372036854775807"),
        (9223372036854775808, "9223372036854775808"),
        (18446744073709551615, "18446744073709551615"),
        (1.8446744073709552e19, "18446744073709551616"),
        (-9223372036854775808, "-9223372036854775808"),
        (0.5, ".5"),
        (1.5, "1.5"),
        (1.5, "1.50"),
        (-1.5, "-1.5"),
        (5.0, "5."),
        (1000.0, "1e3"),
        (1000.0, "1E3"),
    ),
    ("..item",): (
        (1, "1"),
        (123, "00123"),
        *((True, text) for text in ("t", "T", "true", "True", "TRUE")),
        *((False, text) for text in ("f", "F", "False", "FALSE")),
        (None, "null"),
        ({"a": 1}, '{"a": 1}'),
        ({"a": [1, "2"]}, '{"a": [1, "2"]}'),
        ([1, 2], "[1, 2]"),
    ),
    ("..item", "..value"): ((5, "5"), (7, "7"), (7, "007"), (2.5, "2.5")),
    ("..flat",): ((47, "47"),),
    ("..account",): ((9007199254740993, "9007199254740993"),),
    ("..amount",): ((1.5, "1.50"),),
    ("..rate",): ((0.12345678912345678, "0.123456789123456789"),),
}
"""What the old services read in texts of the corpus that stay texts, by where they stand."""
FLAGS: Final = (
    *(("true", place) for place in ("..bare", "..item", "..value", "..words", "..list[*]")),
    ("false", "..bare"),
)
"""Flags that the old services hand on as words, and where."""
SPELLED: Final = (
    *(("true", text) for text in ("t", "T", "True", "TRUE")),
    *(("false", text) for text in ("f", "F", "False", "FALSE")),
    ("quoted", '"quoted"'),
)
"""What they made another text of."""


def _of_digits() -> Iterator[Accept]:
    for places, read in READ.items():
        for old, new in read:
            kind, was, shown = type(old).__name__, escape(repr(old)), escape(repr(new))
            for place in places:
                yield retyped(f"${place}", kind, "str", shown, was)
    for spelled, text in SPELLED:
        yield changed("$..item", escape(repr(spelled)), escape(repr(text)))
    for word, place in FLAGS:
        yield retyped(f"${place}", "str", "bool", word.title(), repr(word))
    yield extra("$.unrecorded[*]", "{'kind': 'tool', 'id': 'echo', 'action': None, *'<file>:*'}")


SIBLINGS: Final = Chosen(
    id="siblings",
    mends=("D-68",),
    reason="a task sees the rows of its own item, never another item's of the same name",
    accepts=tuple(_of_siblings()),
)
NESTED_IDS: Final = Chosen(
    id="nested-ids",
    mends=("D-69",),
    reason="the id of a task below a collection's child is rendered, as the child's own is",
    accepts=tuple(_of_nested_ids()),
)
CHILD_VARIABLES: Final = Chosen(
    id="child-variables",
    mends=("D-71",),
    reason="a collection's children see the environment and what configurations say",
    accepts=tuple(_of_child_variables()),
)
DIGITS: Final = Chosen(
    id="digits",
    mends=("D-20",),
    reason="a text of digits stays a text, and an item is what the list has",
    accepts=tuple(_of_digits()),
)
