"""Where a large document is cut: containers near the root, so that one changed leaf costs little.

A *plan* says how pieces become one value again. It holds no data but text keys, so equal outlines
with unequal pieces tell where two values differ. Cuts depend on lengths and types alone, never on
content or on what was encoded before.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Union

from .errors import ReadingError

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

    Plan: TypeAlias = Union[tuple[str, int, int], tuple[str, str, Any, tuple[Any, ...]]]

__all__ = ["cut", "looks_wide", "pieces_in"]

WIDTH = 16
"""Elements up to which a container is not cut into runs, only its children are."""
LEAVES = 128
"""About how many values a piece holds: the pickler's own start costs as much as some ten."""
DEEPEST = 4
"""Levels below the root that are cut; the root of an answer is one of its own."""
LOOKED_INTO = 4
"""Containers among which a wide one is looked for before anything is written."""
_CUT = frozenset((dict, list, tuple))
_KINDS: dict[type, str] = {dict: "dict", list: "list", tuple: "tuple"}
_LEAVES = frozenset((type(None), bool, int, float, str, bytes))
_TEXT = frozenset((str,))


def cut(value: Any, pieces: list[Any], depth: int = 0) -> Plan | None:
    """Cut a value into pieces; None where it stays whole, and then `pieces` is as it was."""
    kind = type(value)
    if kind not in _CUT:
        return None
    total = len(value)
    if total > WIDTH:
        return _runs(value, kind, total, pieces)
    if depth == DEEPEST:
        return None
    children = value.values() if kind is dict else value
    if _CUT.isdisjoint(map(type, children)):
        return None
    return _mixed(value, kind, children, pieces, depth)


def looks_wide(value: Any) -> bool:
    """Return True where one of the first few containers has many elements. This is quick."""
    kind = type(value)
    if kind not in _CUT:
        return False
    if len(value) > WIDTH:
        return True
    seen = [value]
    for part in seen:
        for child in part.values() if type(part) is dict else part:
            if type(child) in _CUT:
                if len(child) > WIDTH:
                    return True
                seen.append(child)
        if len(seen) > LOOKED_INTO:
            break
    return False


def _runs(value: Any, kind: type, total: int, pieces: list[Any]) -> Plan | None:
    first = next(iter(value.values())) if kind is dict else value[0]
    step = max(4, LEAVES >> (_weight(first).bit_length() - 1))
    if total <= step:
        return None
    if kind is dict:
        entries = iter(value.items())
        pieces.extend([dict(islice(entries, step)) for _ in range(0, total, step)])
    else:
        pieces.extend([value[at : at + step] for at in range(0, total, step)])
    return (_KINDS[kind], total, step)


def _weight(item: Any) -> int:
    kind = type(item)
    if kind not in _CUT:
        return 1 if kind in _LEAVES else 4
    children = item.values() if kind is dict else item
    inner = [len(child) for child in islice(children, WIDTH) if type(child) in _CUT]
    return 1 + len(item) + sum(inner)


def _mixed(value: Any, kind: type, children: Any, pieces: list[Any], depth: int) -> Plan | None:
    start, is_cut = len(pieces), False
    loose: list[Any] = []
    plans: list[Any] = []
    pieces.append(loose)
    for child in children:
        plan = cut(child, pieces, depth + 1) if type(child) in _CUT else None
        if plan is None:
            loose.append(child)
        else:
            is_cut = True
        plans.append(plan)
    if not is_cut or (kind is dict and not _TEXT.issuperset(map(type, value))):
        del pieces[start:]
        return None
    return ("mix", _KINDS[kind], tuple(value) if kind is dict else None, tuple(plans))


def pieces_in(plan: Any) -> int:
    """Count the pieces that a plan stands for.

    Raises:
        ReadingError: It is no plan.
    """
    if type(plan) is tuple and len(plan) == 3:
        kind, total, step = plan
        if kind in _KINDS.values() and type(total) is type(step) is int and 0 < step < total:
            return -(-total // step)
    if type(plan) is tuple and len(plan) == 4 and plan[0] == "mix":
        _, kind, keys, plans = plan
        if kind in _KINDS.values() and type(plans) is tuple and _fits(kind, keys, plans):
            return 1 + sum(pieces_in(one) for one in plans if one is not None)
    raise ReadingError("the outline of the document is damaged")


def _fits(kind: str, keys: Any, plans: tuple[Any, ...]) -> bool:
    if len(plans) > WIDTH:
        return False
    if kind != "dict":
        return keys is None
    return (
        type(keys) is tuple
        and _TEXT.issuperset(map(type, keys))
        and len(set(keys)) == len(keys) == len(plans)
    )
