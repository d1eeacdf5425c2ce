"""Modules of the standard library that few sides load: hashes, loggers, rows of SQLite.

Importing them takes a fifth of the time that the process of a side takes to start.
"""

from __future__ import annotations

from typing import Any

from ...node import Node
from ..classes import name_of
from ..containers import record
from ..opening import opens

__all__ = ["know"]


def know(module: Any) -> None:
    """Register what opens values of one of these modules."""
    _KNOWN.get(module.__name__, _hashes)(module)


_XOF_BYTES = 64
"""Read of a hash without a length of its own: twice what its strength needs."""


def _hashes(module: Any) -> None:
    kinds = [each for each in vars(module).values() if isinstance(each, type)]
    opens(*(each for each in kinds if hasattr(each, "hexdigest")))(_hash)


def _keyed(hmac: Any) -> None:
    opens(hmac.HMAC, own=True)(_hash)


def _hash(value: Any) -> Node:
    """Count what was fed to a hash, of which its digest is the proof."""
    digest = value.hexdigest(_XOF_BYTES) if value.digest_size == 0 else value.hexdigest()
    return Node(base=digest, fields={"name": value.name, "digest_size": value.digest_size})


def _loggers(logging: Any) -> None:
    def opened(value: Any) -> Node:
        known: Any = logging.Logger.manager.loggerDict.get(value.name)
        if known is value or value is logging.root:
            return Node(base=value.name)
        return Node(base=value.name, fields=dict(vars(value)))

    opens(logging.Logger, whole=True)(opened)


def _rows(sqlite: Any) -> None:
    opens(sqlite.Row)(_row)


def _row(value: Any) -> Node:
    return record(name_of(type(value)), list(value.keys()), list(value))


_KNOWN = {"hmac": _keyed, "logging": _loggers, "_sqlite3": _rows}
