"""Containers of small libraries: sorted or frozen ones, of many values to a key, bits, graphs."""

from __future__ import annotations

from typing import Any

from ...node import Node
from ..opening import opens, present

__all__ = ["know"]


def know(library: Any) -> None:
    """Register what opens values of one of these libraries."""
    _KNOWN[library.__name__](library)


def _sorted(library: Any) -> None:
    opens(library.SortedList, own=True)(_sorted_list)
    opens(library.SortedDict, own=True)(_sorted_dict)
    opens(library.SortedSet, own=True)(_sorted_set)


def _by(key: Any) -> dict[str, Any] | None:
    return None if key is None else {"key": key}


def _sorted_list(value: Any) -> Node:
    # How it is cut into runs follows from its history.
    items = [item for run in vars(value)["_lists"] for item in run]
    return Node(items=items, fields=_by(vars(value).get("_key")))


def _sorted_dict(value: Any) -> Node:
    held = dict(dict.items(value))
    entries = {key: held[key] for key in value._list}  # noqa: SLF001 - its order
    return Node(entries=entries, fields=_by(vars(value).get("_key")), ordered=True)


def _sorted_set(value: Any) -> Node:
    return Node(members=set(vars(value)["_set"]), fields=_by(vars(value).get("_key")))


def _multi(library: Any) -> None:
    opens(library.MultiDict, library.CIMultiDict)(_many)
    opens(library.MultiDictProxy, library.CIMultiDictProxy)(_many)


def _many(value: Any) -> Node:
    return Node(items=[(str(key), held) for key, held in value.items()])


def _bits(library: Any) -> None:
    opens(library.bitarray)(
        lambda value: Node(base=value.to01(), fields={"endian": str(_called(value.endian))})
    )


def _called(value: Any) -> Any:
    return value() if callable(value) else value


def _graphs(library: Any) -> None:
    opens(library.Graph, without=("__networkx_cache__", "_cache"))(lambda _: Node(fields={}))


def _urls(library: Any) -> None:
    opens(library.URL, own=True)(lambda value: Node(base=str(value)))


def _persistent(library: Any) -> None:
    # In which bucket a key lies follows from its history, and of texts from the process.
    opens(library.PMap, without=("_cached_hash",), own=True)(
        lambda value: Node(entries=dict(value.iteritems()))
    )
    opens(library.PSet, own=True)(lambda value: Node(members=set(value)))
    opens(library.PDeque, own=True)(
        lambda value: Node(items=list(value), fields=present({"maxlen": value.maxlen}))
    )


def _frozen_list(library: Any) -> None:
    opens(library.FrozenList, own=True)(
        lambda value: Node(items=list(value), fields={"frozen": value.frozen})
    )


_KNOWN = {
    "frozenlist": _frozen_list,
    "pyrsistent": _persistent,
    "sortedcontainers": _sorted,
    "multidict": _multi,
    "bitarray": _bits,
    "networkx": _graphs,
    "yarl": _urls,
}
