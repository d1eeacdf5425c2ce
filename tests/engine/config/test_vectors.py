"""The validation vectors of the old engine, by their number: the first failure is the one raised."""

from __future__ import annotations

from typing import Any

import pytest

from switchover.engine.config import (
    ConfigError,
    Schemas,
    TaskConfig,
    TaskTypes,
    check_params,
    engine_types,
    with_defaults,
)
from switchover.engine.config.types.container import is_strategy

HERE: dict[str, Any] = {"CWD": "/project"}
BASIC = {**HERE, "type": "basic"}
CHILD = {**BASIC, "id": "c"}
PARALLEL = {**HERE, "id": "p", "type": "parallel"}
COLLECTION = {**HERE, "id": "c", "type": "collection", "items": "[1]", "task": {**CHILD}}
COMPOSITE = {**HERE, "id": "c", "type": "composite"}
AGGREGATE = {**HERE, "id": "a", "type": "aggregate"}
SIGNAL = {**HERE, "id": "s", "type": "signal"}
WAIT = {**HERE, "id": "w", "type": "wait", "wait_for": "go", "condition": "true"}
ROUTER = {**HERE, "id": "r", "type": "router"}


@pytest.fixture(scope="module")
def types() -> TaskTypes:
    return engine_types()


def first_failure(types: TaskTypes, data: dict[str, Any]) -> ConfigError | None:
    try:
        types.validate(types.task(data))
    except ConfigError as error:
        return error
    return None


def vector(number: str, data: dict[str, Any], *codes: str, names: str = "") -> Any:
    return pytest.param(data, codes, names, id=number)


VALID = [
    vector("V2", {**BASIC, "id": "t", "action": "a"}),
    vector("V5", {**ROUTER, "condition": "c", "routes": {"r1": {"id": "n1"}}}),
    vector(
        "V11", {**PARALLEL, "tasks": [{**PARALLEL, "id": "q", "tasks": [{**CHILD, "id": "g"}]}]}
    ),
    *(
        vector(f"V12-{name}", {**PARALLEL, "tasks": [CHILD], "strategy": name})
        for name in ("wait_all", "fail_fast", "best_effort", "race")
    ),
    vector("V13", {**COLLECTION, "items": '["item1","item2","item3"]'}),
    vector("V21-nested", {**COMPOSITE, "tasks": [{**PARALLEL, "tasks": [CHILD]}]}),
    vector("V25-guard", {**WAIT, "condition": 'has(signal.payload.f) && signal.payload.f != ""'}),
    vector("V25-size", {**WAIT, "condition": "size(signal.payload.xs) > 0"}),
    vector("V26-none", {**WAIT, "timeout": ""}),
    vector("V26-words", {**WAIT, "timeout": "2 hours"}),
    vector("V27", {**WAIT, "processor": {**BASIC, "id": "p"}}),
    *(
        vector(f"timeout-{text}", {**WAIT, "timeout": text})
        for text in (
            "1s",
            "30s",
            "5m",
            "1h",
            "2h30m",
            "1 second",
            "30 seconds",
            "1 hour",
            "10 minutes",
        )
    ),
]

INVALID = [
    vector("V1", {"id": "t", "type": "basic"}, "CWD", names="'t'"),
    vector("V3", {**HERE, "type": "invalid"}, "TYPE", names="'invalid'"),
    vector("V4", ROUTER, "ROUTER_CONDITION"),
    vector("router-routes", {**ROUTER, "condition": "c"}, "ROUTER_ROUTES"),
    vector("V6", {**PARALLEL, "tasks": []}, "PAR_EMPTY"),
    vector("V7", {**PARALLEL, "tasks": [{"id": "dup"}, {"id": "dup"}]}, "PAR_DUP", names="'dup'"),
    vector("V8", {**PARALLEL, "tasks": [{"id": "x"}]}, "PAR_ITEM", "CWD", names="invalid task configuration of 'x'"),
    vector("par-item-id", {**PARALLEL, "tasks": [BASIC]}, "PAR_ITEM_ID"),
    vector("V9", {**PARALLEL, "id": "P", "tasks": [{**PARALLEL, "id": "C", "tasks": [{**BASIC, "id": "P"}]}]}, "CYCLE", names="'P'"),
    vector("V10", {**PARALLEL, "id": "S", "tasks": [{**BASIC, "id": "S"}]}, "CYCLE", names="'S'"),
    vector("cycle-id", {**HERE, "type": "parallel", "tasks": [CHILD]}, "CYCLE_ID"),
    *(
        vector(f"V12-{name}", {**PARALLEL, "tasks": [CHILD], "strategy": name}, "PAR_STRATEGY", names=f'"{name}"')
        for name in ("invalid_strategy", "wait-all", "WAIT_ALL")
    ),
    vector("V14", {**COLLECTION, "items": ""}, "COLL_ITEMS"),
    vector("V15", {**COLLECTION, "mode": "invalid-mode"}, "COLL_MODE", names="'invalid-mode'"),
    vector("V16", {**COLLECTION, "batch": -1}, "COLL_BATCH", names="-1"),
    vector("V17-both", {**COLLECTION, "tasks": [CHILD]}, "COLL_TEMPLATE_BOTH"),
    vector("V17-neither", {**COLLECTION, "task": {}}, "COLL_TEMPLATE_NONE"),
    vector("coll-child", {**COLLECTION, "task": {"id": "x"}}, "COLL_CHILD", "CWD"),
    vector("V19-outputs", AGGREGATE, "AGG_OUTPUTS"),
    *(
        vector(f"V19-{name}", {**AGGREGATE, "outputs": {"a": 1}, name: value}, "AGG_FORBIDDEN", names=name)
        for name, value in (("action", "a"), ("agent", "g"), ("tool", "t"), ("sleep", "1s"), ("with", {"a": 1}))
    ),
    vector("V21", {**COMPOSITE, "tasks": []}, "COMP_EMPTY"),
    vector("comp-dup", {**COMPOSITE, "tasks": [CHILD, CHILD]}, "COMP_DUP", names="'c'"),
    vector("comp-item", {**COMPOSITE, "tasks": [{**ROUTER}]}, "COMP_ITEM", "ROUTER_CONDITION"),
    vector("V22-empty", {**SIGNAL, "signal": {"id": ""}}, "SIGNAL_ID"),
    vector("V22-blank", {**SIGNAL, "signal": {"id": "   "}}, "SIGNAL_ID"),
    *(
        vector(f"signal-{name}", {**SIGNAL, "signal": {"id": "s"}, name: "x"}, "SIGNAL_FORBIDDEN", names=name)
        for name in ("action", "agent", "tool")
    ),
    vector("V23", {**WAIT, "wait_for": " "}, "WAIT", "WAIT_FOR", names="invalid wait task 'w'"),
    *(
        vector(f"V24-{text}", {**WAIT, "condition": text}, "WAIT", "WAIT_CONDITION")
        for text in ("", "signal.payload.status ==", "invalid syntax here", 'a = "b"')
    ),
    vector("V26-zero", {**WAIT, "timeout": "0s"}, "WAIT", "WAIT_TIMEOUT_POSITIVE", names='"0s"'),
    vector("V26-negative", {**WAIT, "timeout": "-1s"}, "WAIT", "WAIT_TIMEOUT_POSITIVE", names='"-1s"'),
    *(
        vector(f"V26-{text}", {**WAIT, "timeout": text}, "WAIT", "WAIT_TIMEOUT_INVALID", names=f"'{text}'")
        for text in ("1x", "invalid", "abc")
    ),
    vector("V27-empty", {**WAIT, "processor": {}}, "WAIT", "WAIT_PROCESSOR_ID"),
    vector("V27-id", {**WAIT, "processor": {"id": "p"}}, "WAIT", "WAIT_PROCESSOR_TYPE"),
    vector("processor", {**WAIT, "processor": {**ROUTER}}, "WAIT", "WAIT_PROCESSOR", "ROUTER_CONDITION"),
    *(
        vector(f"V28-{name}", {**WAIT, name: "x"}, "WAIT", "WAIT_FORBIDDEN", names=name)
        for name in ("action", "agent", "tool")
    ),
    vector("exec-both", {**BASIC, "agent": "a", "tool": "t"}, "EXEC_BOTH"),
    vector("exec-tool-action", {**BASIC, "tool": "t", "action": "a"}, "EXEC_TOOL_ACTION"),
    vector("exec-agent-action", {**BASIC, "agent": "a"}, "EXEC_AGENT_ACTION"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "codes", "names"), VALID)
def test_a_sound_task_is_accepted(
    types: TaskTypes, data: dict[str, Any], codes: tuple[str, ...], names: str
) -> None:
    """What the old engine accepted is accepted."""
    assert first_failure(types, data) is None


@pytest.mark.parametrize(("data", "codes", "names"), INVALID)
def test_the_first_failure_is_raised(
    types: TaskTypes, data: dict[str, Any], codes: tuple[str, ...], names: str
) -> None:
    """The first violation, in the old engine's order, is the one raised, and names the value."""
    error = first_failure(types, data)
    assert error is not None
    assert error.problems[0].codes == codes
    assert error.code == codes[0]
    assert names in str(error)


def test_every_executor_rule_holds_for_five_types(types: TaskTypes) -> None:
    """Basic, router, parallel, collection and composite tasks have one executor at most."""
    for data in (BASIC, ROUTER, PARALLEL, COLLECTION, COMPOSITE):
        error = first_failure(types, {**data, "agent": "a", "tool": "t"})
        assert error is not None
        assert error.code == "EXEC_BOTH"


def test_v12_an_empty_strategy_is_none_and_an_absent_one_waits_for_all(types: TaskTypes) -> None:
    """The empty name is no strategy, yet a parallel task without one waits for all."""
    assert not is_strategy("")
    assert types.task({**PARALLEL, "strategy": ""}).strategy_name == "wait_all"


def test_v13_v18_a_collection_says_what_it_was_given(types: TaskTypes) -> None:
    """Fields of a collection come back typed; what is absent has the documented default."""
    task = types.task(
        {
            **COLLECTION,
            "item_var": "user",
            "index_var": "idx",
            "mode": "sequential",
            "batch": 5,
            "strategy": "best_effort",
            "max_workers": 10,
            "retries": 2,
            "timeout": "5m",
        }
    )
    names = (
        "item_var",
        "index_var",
        "mode",
        "batch",
        "strategy",
        "max_workers",
        "retries",
        "timeout",
    )
    assert first_failure(types, dict(task.data)) is None
    assert [getattr(task, name) for name in names] == [
        *("user", "idx", "sequential", 5, "best_effort", 10, 2, "5m")
    ]
    plain = types.task(COLLECTION)
    assert [getattr(plain, name) for name in names[:6]] == [
        *("item", "index", "parallel", 0, "", 0)
    ]


def test_v20_each_type_has_its_execution_type(types: TaskTypes) -> None:
    """Basic, aggregate and signal run as basic; the others under their own name."""
    assert {name: types.task({"type": name}).execution_type for name in types.names} == {
        "basic": "basic",
        "aggregate": "basic",
        "signal": "basic",
        "router": "router",
        "parallel": "parallel",
        "collection": "collection",
        "composite": "composite",
        "wait": "wait",
    }


def test_v29_input_must_fit_its_schema(types: TaskTypes) -> None:
    """A missing required field of `with` is named, and so is input that is absent altogether."""
    schema = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    task = types.task({**BASIC, "id": "t", "input": schema})
    for params in ({"age": 42}, None):
        with pytest.raises(ConfigError, match="validation error for 't'") as caught:
            check_params(task, params, Schemas())
        assert caught.value.code == "PARAMS"
    with pytest.raises(ConfigError, match="'name' is a required property"):
        check_params(task, {"age": 42}, Schemas())
    check_params(task, {"name": "n"}, Schemas())
    check_params(types.task(BASIC), None, Schemas())


def test_v30_merging_joins_maps_and_replaces_the_transition(types: TaskTypes) -> None:
    """Maps end up with both sides' keys, and `next` is replaced."""
    base = types.task(
        {**BASIC, "env": {"K1": "1"}, "with": {"p1": 1}, "on_success": {"next": "n1"}}
    )
    other = {"env": {"K2": "2"}, "with": {"p2": 2}, "on_success": {"next": "n2"}}
    merged = base.merge(types.task(other))
    assert merged.env == {"K1": "1", "K2": "2"}
    assert merged.with_ == {"p1": 1, "p2": 2}
    assert merged.on_success.next == "n2"
    assert base.on_success.next == "n1"


def test_v33_what_a_user_gives_wins_over_defaults() -> None:
    """Defaults of the schema's own properties fill what the user left out, no deeper."""
    schema = {
        "properties": {
            "mode": {"default": "production"},
            "debug": {"default": False},
            "retry": {"type": "object", "properties": {"times": {"default": 3}}},
        }
    }
    given = {"mode": "development", "debug": True}
    assert with_defaults(schema, given) == given
    assert with_defaults(schema, None) == {"mode": "production", "debug": False}
    assert with_defaults(None, given) is given
    assert with_defaults(None, None) is None


def test_conflicts_with_real_workflows_are_warnings(types: TaskTypes) -> None:
    """A strategy on a composite and a batch in parallel mode are said, and keep nothing from running."""
    for data, code in (
        ({**COMPOSITE, "tasks": [CHILD], "strategy": "race"}, "COMP_STRATEGY"),
        ({**COLLECTION, "batch": 3}, "COLL_BATCH_PARALLEL"),
    ):
        task: TaskConfig = types.task(data)
        types.validate(task)
        assert [(p.code, p.severity) for p in types.problems(task)] == [(code, "warning")]
