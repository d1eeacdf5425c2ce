"""What comes into a run from outside is plain data: the same at once, after a resume, and in any store."""

import asyncio
import dataclasses
import datetime as dt
import enum
import math

import pytest

from switchover.engine.config import ConfigError, engine_types, parse_workflow
from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.run import prepared
from switchover.engine.run.mailbox import sent
from switchover.engine.store import MemoryStorage
from switchover.engine.tools import Binding, ToolRegistry


class Kind(enum.Enum):
    A = "a"


class Marked(str):
    """A text of a class of its own, as an author's texts are."""


@dataclasses.dataclass
class Order:
    id: int
    rows: tuple


READ = {
    "as it is": ({"a": [1, 2.5, None, True, "ü\u2028\0"], "": {}}, {"a": [1, 2.5, None, True, "ü\u2028\0"], "": {}}),
    "a tuple": ((1, (2,)), [1, [2]]),
    "a text": (Marked("m"), "m"),
    "a moment": (dt.datetime(2024, 1, 31, 10, tzinfo=dt.UTC), "2024-01-31T10:00:00Z"),
    "bytes": (b"ab", "YWI="),
    "a member": (Kind.A, "a"),
    "a record": (Order(1, (2,)), {"id": 1, "rows": [2]}),
    "keys": ({1: "x", Kind.A: "y"}, {"1": "x", "a": "y"}),
    "a large number": (2**63, 2**63),
    "the largest float": (1.7976931348623157e308, 1.7976931348623157e308),
    "the largest whole number": (int(1.7976931348623157e308), int(1.7976931348623157e308)),
    "a word": ("null NaN " * 90, "null NaN " * 90),
}  # fmt: skip
REFUSED = {
    "not a number": (math.nan, r"\(nan\)"),
    "infinite": ([{"b": -math.inf}], r"\.0\.b \(-inf\)"),
    "beside nothing": ([None, math.inf], r"\.1 \(inf\)"),
    "within a tuple": ((1, (math.nan,)), r"\.1\.0 \(nan\)"),
    "beyond every float": (10**309, "bits"),
    "far beyond it": ({"k": [-(10**4_000)]}, r"\.k\.0 \(of"),
    "half a letter": ("\ud800", "surrogates"),
    "an object": (object(), "object"),
    "keys of a kind of their own": ({(1, 2): 3}, "a tuple is no"),
}
plain = pytest.mark.parametrize(("value", "read"), READ.values(), ids=READ)
refused = pytest.mark.parametrize(("value", "said"), REFUSED.values(), ids=REFUSED)
WORKFLOW = parse_workflow("{id: w, tasks: [{id: a, action: x}]}", engine_types())


def as_input(value):
    return prepared(WORKFLOW, {"x": value})["x"]


def as_payload(value):
    return sent("go", {"x": value}, workflow_id="w", now=0.0).payload["x"]


def as_value(value):
    async def kept():
        storage = MemoryStorage()
        await storage.store("k", value)
        return await storage.load("k")

    return asyncio.run(kept())


def as_output(value):
    tools = ToolRegistry([Binding(id="t", function=lambda _: value, quick=True)])
    call = ToolCall(kind="tool", id="t", action=None, input={}, output_schema=None, config={})
    return asyncio.run(tools.call(call))


WAYS = {
    as_input: (ConfigError, "INPUT"),
    as_payload: (EngineError, "SIGNAL_PAYLOAD"),
    as_value: (EngineError, "STORAGE_VALUE"),
    as_output: (EngineError, "TOOL_OUTPUT"),
}
ways = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


@ways
@plain
def test_plain_data_is_read_alike_whatever_way_it_came(way, value, read):
    """As JSON holds it, and as a copy: what its sender changes later, nobody sees."""
    if way is as_value and isinstance(value, Order):
        value = dataclasses.asdict(value)
    found = way(value)
    assert found == read
    assert type(found) is type(read)
    assert found is not value or not isinstance(value, (dict, list))


@ways
@refused
def test_what_json_cannot_hold_is_refused_with_its_place(way, value, said):
    """It would be another value, or none, in the store, and the same one at once in this process."""
    error, code = WAYS[way]
    with pytest.raises(error, match=said) as told:
        way(value)
    assert told.value.code == code


def test_an_input_is_completed_with_defaults_and_checked_as_what_it_is_read_as():
    """A moment is a text to the schema, as it will be to the run."""
    text = """
id: w
config: {input: {type: object, properties: {at: {type: string}, n: {type: integer, default: 3}}}}
tasks: [{id: a, action: x}]
"""
    workflow = parse_workflow(text, engine_types())
    given = {"at": dt.date(2024, 1, 2)}
    assert prepared(workflow, given) == {"at": "2024-01-02", "n": 3}
    assert given == {"at": dt.date(2024, 1, 2)}
    assert prepared(workflow, None) == {"n": 3}
    with pytest.raises(ConfigError, match="input of workflow"):
        prepared(workflow, {"n": "three"})
