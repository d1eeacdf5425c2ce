"""Calls of two sides, each in a process of its own, and what came of them as documents.

```python
from switchover.values.worker import Pair, importable

with Pair(importable("json:loads"), importable("yourapp.fast:loads")) as pair:
    if problems := pair.check():
        raise SystemExit("; ".join(problems))
    for number, call, control, candidate in pair.replies([(("[1, 2]",), {})]):
        same = control.document == candidate.document
```

- `importable("module:qualname")` runs in a fresh interpreter, `held(callable)` in a fork of this
  process. `Pair` feeds both sides and gives their replies in order; `Pair.again` asks the control
  once more; `Pool` keeps fresh interpreters from pair to pair. `Worker` is one side alone.
- `Local` has the face of a `Pair` and runs both sides in this process: for debuggers, and where
  there is no fork.

No code of a side runs in the parent, but for two things: reading the inputs, and pickling them (an
input's own `__reduce__`). A side may end, copy, stop or flood its process: the call that ran is
named, its reply says what happened, and the next call gets a worker anew.

Linux has all of it. On macOS nothing adopts a process that a side detached from its session: it
outlives the run. Windows has no fork: `UnavailableError`, use `Local`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..importing import ResolveError
    from .launch import UnavailableError
    from .local import Local
    from .pair import Pair
    from .pool import Pool
    from .recalled import Recalled
    from .reply import Reply
    from .settle import MOST_READ
    from .target import Call, Target, held, importable
    from .watched import Watched
    from .worker import Worker, wait

__all__ = [
    "MOST_READ",
    "Call",
    "Local",
    "Pair",
    "Pool",
    "Recalled",
    "Reply",
    "ResolveError",
    "Target",
    "UnavailableError",
    "Watched",
    "Worker",
    "held",
    "importable",
    "wait",
]

_LATE = {
    "Call": "target",
    "Local": "local",
    "MOST_READ": "settle",
    "Pair": "pair",
    "Pool": "pool",
    "Recalled": "recalled",
    "Reply": "reply",
    "ResolveError": ".importing",
    "Target": "target",
    "UnavailableError": "launch",
    "Watched": "watched",
    "Worker": "worker",
    "held": "target",
    "importable": "target",
    "wait": "worker",
}
"""A worker loads nothing that only its parent needs, and a program that is recorded no worker."""


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f".{_LATE[name]}", __name__), name)
    return found
