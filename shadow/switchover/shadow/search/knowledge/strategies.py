"""Inputs that Hypothesis draws, by the types of records and annotations."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from ..calls.places import Call, Path, folded, put, walk
from .domain import Domain
from .facts import Facts
from .hints import TYPES

__all__ = ["drawn"]

MOST_ITEMS: Final = 8


def drawn(domain: Domain, recorded: Sequence[Call], count: int, seed: int) -> list[Call]:
    """Draw so many calls, the same for the same seed; none where Hypothesis is not installed.

    Each has the shape of a record, with every place drawn by its type; without records, or at
    times, the parameters' annotations say what is drawn.
    """
    try:
        import hypothesis
        from hypothesis import strategies as st
    except ImportError:
        return []
    options = [_like(call, domain, st) for call in recorded[:200]]
    hinted = _by_hints(domain.facts, st)
    if hinted is not None:
        options.append(hinted)
    if not options:
        return []
    found = list[Call]()

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=[
            hypothesis.HealthCheck.data_too_large,
            hypothesis.HealthCheck.filter_too_much,
            hypothesis.HealthCheck.too_slow,
            hypothesis.HealthCheck.large_base_example,
        ],
    )
    @hypothesis.given(st.one_of(options))
    def collect(call: Call) -> None:
        found.append(call)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        collect()
    return found[:count]


def _like(call: Call, domain: Domain, st: Any) -> Any:
    """Give calls of the shape of one, each leaf drawn by its type or from what was recorded."""
    leaves = list[tuple[Path, Any]]()
    for path, value in walk(call):
        is_inside = any(path[: len(outer)] == outer for outer, _ in leaves[-1:])
        if _is_drawn(value) and not is_inside:
            leaves.append((path, value))
    drawn_leaves = st.tuples(
        *(
            st.one_of(
                _by_value(value, domain, st),
                st.sampled_from(domain.seen(folded(path, call)) or [value]),
            )
            for path, value in leaves
        )
    )
    paths = [path for path, _ in leaves]
    return drawn_leaves.map(lambda values: _filled(call, paths, values))


def _filled(call: Call, paths: list[Path], values: Sequence[Any]) -> Call:
    made: Any = call
    for path, value in zip(paths, values, strict=True):
        made = put(made, path, value)
    return made  # type: ignore[no-any-return]


def _is_drawn(value: Any) -> bool:
    """Say whether a leaf, or a list of leaves of one type, is drawn by its type."""
    kinds = {*map(type, value)} if type(value) is list else {type(value)}
    return len(kinds) == 1 and kinds <= _BY_TYPE.keys()


def _by_value(value: Any, domain: Domain, st: Any) -> Any:
    if type(value) is list:
        return st.lists(_by_value(value[0], domain, st), max_size=MOST_ITEMS)
    constants = [one for one in domain.facts.constants if type(one) is type(value)]
    by_type = _of(type(value), st)
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        by_type = st.datetimes(timezones=st.just(value.tzinfo))
    return st.one_of(by_type, st.sampled_from(constants)) if constants else by_type


_BY_TYPE: Final[dict[type, Any]] = {
    bool: lambda st: st.booleans(),
    int: lambda st: st.integers(-(2**64), 2**64),
    float: lambda st: st.floats(allow_nan=False, allow_infinity=False).map(_without_sign),
    str: lambda st: st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    bytes: lambda st: st.binary(max_size=40),
    Decimal: lambda st: st.decimals(-(10**9), 10**9, places=3),
    dt.date: lambda st: st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)),
    dt.datetime: lambda st: st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 12, 31)),  # noqa: DTZ001 - without a zone, as recorded
    dt.time: lambda st: st.times(),
    dt.timedelta: lambda st: st.timedeltas(dt.timedelta(-10_000), dt.timedelta(10_000)),
}


def _without_sign(number: float) -> float:
    return number + 0.0  # which makes 0.0 of -0.0


def _of(kind: type, st: Any) -> Any:
    make = _BY_TYPE.get(kind)
    return st.none() if make is None else make(st)


def _by_hints(facts: Facts, st: Any) -> Any:
    """Give calls by annotations alone; None where a parameter without a default has none."""
    positions, names = [], {}
    for one in facts.parameters:
        strategy = _hinted(one.hint, st) if one.hint is not None else None
        if strategy is None:
            if one.has_default:
                continue
            return None
        if one.by == "name" or one.has_default:
            names[one.name] = strategy
        else:
            positions.append(strategy)
    if not (positions or names):
        return None
    return st.tuples(st.tuples(*positions), st.fixed_dictionaries({}, optional=names))


def _hinted(tree: Any, st: Any) -> Any:
    """Give what an annotation's tree names; None where a part of it has no name."""
    if tree is None or tree == "NoneType":
        return st.none() if tree else None
    if isinstance(tree, str):
        bare = {"list": st.just([]), "dict": st.just({}), "tuple": st.just(())}
        if tree in bare:
            return bare[tree]
        return _of(TYPES[tree], st) if TYPES.get(tree) in _BY_TYPE else None
    name, *rest = tree
    if name == "=":
        return st.sampled_from(rest)
    parts = [_hinted(one, st) for one in rest if one != "..."]
    if any(part is None for part in parts) or not parts:
        return None
    if name == "|":
        return st.one_of(parts)
    if name == "dict" and len(parts) == 2:
        return st.dictionaries(parts[0], parts[1], max_size=MOST_ITEMS)
    if name == "tuple":
        return (
            st.lists(parts[0], max_size=MOST_ITEMS).map(tuple)
            if "..." in rest
            else st.tuples(*parts)
        )
    makes = {"list": st.lists, "set": st.sets, "frozenset": st.frozensets}
    return makes[name](parts[0], max_size=MOST_ITEMS) if name in makes else None
