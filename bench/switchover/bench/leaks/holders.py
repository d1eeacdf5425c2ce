"""Who keeps what piles up: containers that grew, and the chain of references to them."""

from __future__ import annotations

import gc
import sys
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain as chained
from itertools import islice
from types import CellType, FrameType, FunctionType, ModuleType
from typing import Any, NamedTuple

from switchover.ground import clip

_CONTAINERS = (list, dict, set, deque)
_ITERABLE: tuple[Any, ...] = (list, tuple, deque, set, frozenset)
_PLAIN = (FrameType, FunctionType)
_SHOWN = (int, str, bytes, float, type(None))
_DEPTH = 8
_WIDE = 1000  # objects of one distance that are followed
_AT_ONCE = 1000  # objects that are asked together for what they refer to

# As `id` does, and unlike it heard by no audit hook: our own, while allocations are traced,
# took nine tenths of a look through the heap.
identity: Callable[[object], int] = object.__hash__


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A container that grew while the calls were made."""

    container: Collection[Any]
    added: int


class Stood(NamedTuple):
    """A container that was there before the calls."""

    kind: type
    size: int
    is_known: bool
    """Whether the collector knew it."""

    def is_still(self, item: object, since: Collection[int]) -> bool:
        """Say whether what lies at its address is it, and not another of the `young` ones."""
        return self.kind is type(item) and not (self.is_known and identity(item) in since)


def standing() -> dict[int, Stood]:
    """Give every container by identity; `gc.freeze` them at once."""
    return {
        identity(item): Stood(type(item), size, gc.is_tracked(item)) for item, size in _containers()
    }


def young() -> set[int]:
    """Give the identities of what the collector came to know since `gc.freeze`."""
    return set(map(identity, gc.get_objects()))


def grown(before: dict[int, Stood], *, least: int, since: Collection[int] = ()) -> list[Holder]:
    """Give the containers that gained at least so many items, the largest gain first.

    One that was not there before may have been filled by a single call: it is what piles up, and
    its items are no leak of their own. Such ones are given where no other grew, and they are few;
    new ones that the collector does not know are what we noted meanwhile.

    Args:
        before: What was `standing`.
        least: Items.
        since: The `young` ones: one of them may lie where another lay that is gone.
    """
    older, newer = list[Holder](), list[Holder]()
    for item, size in _containers():
        stood = before.get(identity(item))
        is_old = stood is not None and stood.is_still(item, since)
        added = size - (stood.size if stood is not None and is_old else 0)
        if item is before or item is since or added < least:
            continue
        if is_old:
            older.append(Holder(container=item, added=added))
        elif gc.is_tracked(item):
            newer.append(Holder(container=item, added=added))
    told = older or (newer if len(newer) < least else [])
    return sorted(told, key=lambda holder: holder.added, reverse=True)


def classes(*, least: int) -> list[tuple[object, int]]:
    """Give an instance and the number of the user's classes that multiplied since `gc.freeze`."""
    counts = Counter(map(type, gc.get_objects()))
    often = {kind: count for kind, count in counts.items() if count >= least and _is_users(kind)}
    first: dict[type, object] = {}
    for item in gc.get_objects():
        if type(item) in often:
            first.setdefault(type(item), item)
    return [(first[kind], often[kind]) for kind in sorted(first, key=often.__getitem__)][::-1]


def newest(container: Any) -> object:
    """Give what was added last (to a set: anything in it); no code of a user's class is run."""
    if _is(container, dict):
        return next(reversed(dict.values(container)))
    if _is(container, list | deque):
        return next(reversed(list(_items(container))))
    return next(_items(container))


def _is(item: object, kinds: Any) -> bool:
    """Ask for the type, never for `__class__`: a lazy proxy would run code of its own."""
    return issubclass(type(item), kinds)


def _items(container: object) -> Iterator[Any]:
    """Iterate a container as its base class does."""
    kind = next(each for each in _ITERABLE if _is(container, each))
    return kind.__iter__(container)  # type: ignore[no-any-return]  # of its own kind


def kind_of(item: object) -> str:
    """Name the class of something; no code of it is run."""
    return _qualname(type(item))


def entry(container: object, item: object) -> str:
    """Describe the place of an item in its container."""
    return _step(container, item)


def chain(item: object, *, ignored: Iterable[object] = ()) -> tuple[str, ...]:
    """Give the shortest path of references from a root to `item`, outermost first.

    A root is a module's attribute, a class, a frame that runs or a function's closure. Empty where
    none is found within eight steps. One step looks through the heap once, for all objects of that
    distance.
    """
    level: list[object] = [item]
    paths: dict[int, tuple[str, ...]] = {identity(item): ()}
    seen = {identity(item), *map(identity, ignored)}
    for _ in range(_DEPTH):
        for named in (_root, _function):
            for target in level:
                if root := named(target):
                    return _joined(root, paths[identity(target)])
        level = _holding(level, paths, seen)
    return ()


def _holding(
    level: list[object], paths: dict[int, tuple[str, ...]], seen: set[int]
) -> list[object]:
    """Give what refers to the objects of a level, and note the path from each."""
    targets = {identity(target): target for target in level}
    seen |= {identity(level), identity(targets), identity(paths), identity(seen)}
    holding: list[object] = []
    for holder in gc.get_referrers(*level):
        if identity(holder) in seen or _is_ours(holder) or len(holding) >= _WIDE:
            continue
        seen.add(identity(holder))
        target = next(
            (each for each in gc.get_referents(holder) if identity(each) in targets), None
        )
        if target is not None:
            paths[identity(holder)] = (_step(holder, target), *paths[identity(target)])
            holding.append(holder)
    return holding


def _joined(root: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Write a module's attribute as one name."""
    steps = [step for step in path if step]
    if steps and steps[0].startswith("."):
        return (root + steps[0], *steps[1:])
    return (root, *steps)


def _containers() -> Iterator[tuple[Any, int]]:
    """Give every container with its length, as its base class counts it.

    A dictionary of numbers and texts alone is not tracked: it is found by who refers to it.
    """
    for item in chained(gc.get_objects(), _untracked()):  # no list of both, which would be found
        for kind in _CONTAINERS:
            if issubclass(type(item), kind):
                yield item, kind.__len__(item)
                break


def _untracked() -> list[dict[Any, Any]]:
    """Give the dictionaries that the collector does not know, and something that it knows holds."""
    asked = (item for item in gc.get_objects() if type(item) not in _PLAIN)
    found: dict[int, dict[Any, Any]] = {}
    while batch := list(islice(asked, _AT_ONCE)):
        for each in gc.get_referents(*batch):
            if type(each) is dict and not gc.is_tracked(each):
                found[identity(each)] = each
    return list(found.values())


def _is_users(kind: type) -> bool:
    module = _module(kind)
    if not isinstance(module, str):  # a class may call anything so
        return True
    top = module.partition(".")[0]
    return top not in sys.stdlib_module_names and not module.startswith("switchover.bench.")


def _module(kind: type) -> object:
    """Give what a class says of its module; a metaclass would run code of its own."""
    return type.__dict__["__module__"].__get__(kind)


def _qualname(kind: type) -> str:
    return str(type.__dict__["__qualname__"].__get__(kind))


def _root(item: Any) -> str:
    if _is(item, ModuleType):  # one that is loaded late would be loaded by its own way to a name
        return str(vars(ModuleType)["__dict__"].__get__(item).get("__name__"))
    if _is(item, type):
        return f"{_module(item)}.{_qualname(item)}"
    if _is(item, FrameType):
        return f"running {item.f_code.co_qualname}"
    return ""


def _function(item: Any) -> str:
    """Name a function that keeps something in its closure; every one refers to its module."""
    return f"{item.__module__}.{item.__qualname__}()" if _is(item, FunctionType) else ""


def _step(holder: Any, item: object) -> str:
    """Describe how `holder` refers to `item`, in nothing where the way is plain."""
    if _is(holder, ModuleType | FunctionType) or _is(item, CellType):
        return ""
    if _is(holder, type) and _is(item, dict):  # by its attributes, as a module
        return ""
    if _is(holder, CellType):
        return "(closure)"
    if _is(holder, dict):
        key: Any = next((key for key, value in dict.items(holder) if value is item), None)
        is_name = _is(key, str) and str.isidentifier(key)
        return f".{str.__str__(key)}" if is_name else f"[{_short(key)}]"
    if _is(holder, list | tuple | deque):
        index = next((i for i, each in enumerate(_items(holder)) if each is item), "?")
        return f"[{index}]"
    if _is(holder, set | frozenset):
        return "{...}"
    if _is(holder, FrameType):
        return _variable(holder, item)
    return _attribute(holder, item)


def _variable(frame: FrameType, item: object) -> str:
    name = next((name for name, value in frame.f_locals.items() if value is item), "?")
    return f"local {name}"


def _attribute(holder: object, item: object) -> str:
    with suppress(Exception):  # a class may answer anything for its attributes
        slots = getattr(type(holder), "__slots__", ())
        for name in (
            *getattr(holder, "__dict__", ()),
            *((slots,) if isinstance(slots, str) else slots),
        ):
            if getattr(holder, name, None) is item:
                return f".{name}"
    return f"({kind_of(holder)})"


def _short(key: object) -> str:
    text = repr(key) if _is(key, _SHOWN) else kind_of(key)
    return clip(text, 40)


def _is_ours(item: Any) -> bool:
    if _is(item, FrameType):
        return str(item.f_globals.get("__name__")).startswith("switchover.bench.")
    return False
