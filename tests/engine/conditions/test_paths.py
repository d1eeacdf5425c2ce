"""What an expression reads: enough to give the same answer, and no more than it names."""

from __future__ import annotations

from typing import Any

import pytest
from cel_expr_python import cel
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.conditions import CelConditions, ConditionError
from switchover.engine.conditions.paths import narrow, paths_read

NAMES = frozenset({"a", "b"})
ENVIRONMENT = cel.NewEnv(variables=dict.fromkeys(NAMES, cel.Type.DYN))


def read(expression: str) -> Any:
    return paths_read(ENVIRONMENT.compile(expression).serialize(), NAMES)


@pytest.mark.parametrize(
    ("expression", "paths"),
    [
        ("a.x.y == 1", {"a": {"x": {"y": None}}}),
        ("a.x == 1 && a.y == b.z", {"a": {"x": None, "y": None}, "b": {"z": None}}),
        ("a.x.y == 1 || a.x == b", {"a": {"x": None}, "b": None}),
        ("a.x == b.x && a.x.y == 1", {"a": {"x": None}, "b": {"x": None}}),
        ('a["x"].y == 1', {"a": None}),
        ("has(a.x.y)", {"a": {"x": {"y": None}}}),
        ("a.xs.all(x, x.y == b.z)", {"a": {"xs": None}, "b": {"z": None}}),
        ("[1].all(a, a == 1) && b.x == 1", {"b": {"x": None}, "a": None}),
        ("size(a.x) > 0 ? b.y : {a.k: [b.v]}", {"a": {"x": None, "k": None}, "b": {"y": None, "v": None}}),
        ("a.x.startsWith(b.y)", {"a": {"x": None}, "b": {"y": None}}),
        ("true", {}),
    ],
)  # fmt: skip
def test_the_parts_an_expression_names_are_found(expression: str, paths: Any) -> None:
    """Chains of names are read to their end, anything else as a whole."""
    assert read(expression) == paths


def test_what_is_not_understood_reads_everything() -> None:
    """Bytes that are no expression count as one that needs all variables."""
    assert paths_read(b"\x12\xff\xff", NAMES) == {"a": None, "b": None}
    assert paths_read(b"\x13\x00", NAMES) == {"a": None, "b": None}


def test_narrowing_leaves_out_what_is_not_read() -> None:
    """Only what is named is handed over; values other than maps stay whole."""
    data = {"a": {"x": {"y": 1, "z": 2}, "w": 3}, "b": [1], "c": 5}
    assert narrow(data, {"a": {"x": {"y": None}}, "b": {"q": None}}) == {
        "a": {"x": {"y": 1}},
        "b": [1],
    }
    assert narrow(data, {"gone": None}) == {}
    assert narrow(data, {}) == {}


DATA = st.recursive(
    st.integers(0, 2) | st.sampled_from(["x", None, True]),
    lambda inner: (
        st.dictionaries(st.sampled_from("xyz"), inner, max_size=3) | st.lists(inner, max_size=2)
    ),
    max_leaves=8,
)
TERMS = st.sampled_from(
    [
        *("a.x", "a.x.y", "b.z", 'a["x"]', "b", "a.y.z.x", "size(a)", "has(a.x.y)", "[a.x, b.y]"),
        *("a.x[0]", '"y" in a.x', "a == b ? a.z : b.x", "{'k': a.z}.k", "[0].exists(q, q == a.x)"),
    ]
)


@given(DATA, DATA, TERMS, TERMS)
def test_the_answer_is_that_of_the_whole_data(a: Any, b: Any, left: str, right: str) -> None:
    """With what is not read left out, the bare library gives the same answer or the same error."""
    expression = f"dyn({left}) == dyn({right})"
    bare = ENVIRONMENT.compile(expression).eval(data={"a": a, "b": b})
    try:
        value: object = CelConditions(NAMES).value(expression, {"a": a, "b": b})
    except ConditionError:
        value = "error"
    assert value == ("error" if bare.type() == cel.Type.ERROR else bare.plain_value())
