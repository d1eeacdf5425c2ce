"""Texts, bytes in memory, matches, and the tools of threads."""

from __future__ import annotations

import _thread
import contextlib
import contextvars
import csv
import functools
import gc
import io
import mmap
import pickle
import re
import sys
import threading
import types
import typing
from typing import Any

from ..node import Node
from .opening import opens

__all__: list[str] = []


@opens(io.BytesIO)
def _bytes_io(value: Any) -> Node:
    return _in_memory(value, io.BytesIO)


@opens(io.StringIO)
def _string_io(value: Any) -> Node:
    return _in_memory(value, io.StringIO)


def _in_memory(value: Any, own: Any) -> Node:
    if value.closed:
        return Node(fields={"closed": True})
    fields = {"position": own.tell(value)}
    if own is io.StringIO:
        fields["newline"] = io.StringIO.__getstate__(value)[1]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    return Node(base=own.getvalue(value), fields=fields)


@opens(mmap.mmap)
def _mapped_file(value: Any) -> Node:
    return Node(base=value[:], fields={"position": value.tell()})


@opens(pickle.PickleBuffer)
def _buffer(value: Any) -> Node:
    return Node(base=value.raw().tobytes())


@opens(re.Pattern)
def _pattern(value: Any) -> Node:
    return Node(base=value.pattern, fields={"flags": value.flags})


@opens(re.Match)
def _match(value: Any) -> Node:
    names = ("re", "string", "pos", "endpos", "regs", "lastindex", "lastgroup")
    return Node(fields={name: getattr(value, name) for name in names})


@opens(contextvars.ContextVar)
def _context_var(value: Any) -> Node:
    fields: dict[str, Any] = {"name": value.name}
    _, *default = gc.get_referents(value)
    if default:
        (fields["default"],) = default
    with contextlib.suppress(LookupError):
        fields["value"] = value.get()
    return Node(fields=fields)


@opens(contextvars.Context)
def _context(value: Any) -> Node:
    return Node(entries=dict(value.items()))


@opens(threading.local)
def _local(value: Any) -> Node:
    return Node(fields=dict(vars(value)))


@opens(_thread.LockType)
def _lock(value: Any) -> Node:
    return Node(fields={"locked": value.locked()})


@opens(_thread.RLock)
def _own_lock(value: Any) -> Node:
    return Node(fields={"owned": value._is_owned()})  # noqa: SLF001 - nothing else tells


_OF_DIALECT = (
    "delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting",
    "skipinitialspace", "strict",
)  # fmt: skip


@opens(type(csv.get_dialect("excel")))
def _dialect(value: Any) -> Node:
    return Node(fields={name: getattr(value, name) for name in _OF_DIALECT})


@opens(type(functools.lru_cache(len)), without=("__wrapped__", "cache_parameters"))
def _cached(value: Any) -> Node:
    """Leave out what a cache holds: it follows from its function."""
    parameters = value.cache_parameters() if hasattr(value, "cache_parameters") else None
    return Node(fields={"function": value.__wrapped__, "parameters": parameters})


@opens(types.GenericAlias)
def _alias(value: Any) -> Node:
    fields = {"origin": value.__origin__, "args": value.__args__}
    if getattr(value, "__unpacked__", False):  # `*tuple[int]`, from Python 3.11 on
        fields["unpacked"] = True
    return Node(fields=fields)


@opens(typing._SpecialForm)  # noqa: SLF001 - it has no public name
def _special(value: Any) -> Node:
    return Node(base=repr(value))


if sys.version_info >= (3, 10):

    @opens(types.UnionType)  # pyright: ignore[reportArgumentType]
    def _union(value: Any) -> Node:
        return Node(items=list(value.__args__))
