"""Arguments of a call, and equal, unshared copies of them."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

__all__ = ["Arguments", "copier"]

Arguments = tuple[Sequence[Any], Mapping[str, Any]]


def copier(arguments: Arguments) -> Callable[[], Arguments]:
    """Give a function that makes equal, unshared arguments; the same ones where nothing copies."""
    with suppress(Exception):
        data = pickle.dumps(arguments, pickle.HIGHEST_PROTOCOL)
        pickle.loads(data)  # noqa: S301 - written one line above
        return lambda: pickle.loads(data)  # noqa: S301
    with suppress(Exception):
        copy.deepcopy(arguments)
        return lambda: copy.deepcopy(arguments)
    return lambda: arguments
