"""Calls of two sides, each in a process of its own, and what came of them as documents.

```python
from switchover.values.worker import WorkerPair, importable

with WorkerPair(importable("json:loads"), importable("yourapp.fast:loads")) as pair:
    if problems := pair.check():
        raise SystemExit("; ".join(problems))
    for number, call, control, candidate in pair.replies([(("[1, 2]",), {})]):
        same = control.document == candidate.document
```

- `importable("module:qualname")` runs in a fresh interpreter, `held(callable)` in a fork of this
  process. `WorkerPair` feeds both sides and gives their replies in order; its `again` asks the
  control once more; `Pool` keeps fresh interpreters from pair to pair. `Worker` is one side alone.
- `Local` has the face of a `WorkerPair` and runs both sides in this process: for debuggers, and
  where there is no fork.

No code of a side runs in the parent, but for two things: reading the inputs, and pickling them (an
input's own `__reduce__`). A side may end, copy, stop or flood its process: the call that ran is
named, its reply says what happened, and the next call gets a worker anew.

Linux has all of it. On macOS nothing adopts a process that a side detached from its session: it
outlives the run. Windows has no fork: `UnavailableError`, use `Local`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late

if TYPE_CHECKING:
    from ..importing import ResolveError
    from .encoding import STREAM, encoder, keeper
    from .launch import UnavailableError
    from .local import Local
    from .observe import Observer
    from .pair import WorkerPair
    from .pool import Pool
    from .recalled import Recalled
    from .reply import Reply
    from .settle import MOST_READ, SETTLED, UNCHANGING, Settler
    from .target import Call, Target, Watched, held, importable
    from .wire import STATES
    from .worker import Worker, pickled, wait

__all__ = [
    "MOST_READ",
    "SETTLED",
    "STATES",
    "STREAM",
    "UNCHANGING",
    "Call",
    "Local",
    "Observer",
    "Pool",
    "Recalled",
    "Reply",
    "ResolveError",
    "Settler",
    "Target",
    "UnavailableError",
    "Watched",
    "Worker",
    "WorkerPair",
    "encoder",
    "held",
    "importable",
    "keeper",
    "pickled",
    "wait",
]

# Late, for a worker needs little of its parent's, and a recorded program no worker.
__getattr__, __dir__ = late(
    globals(),
    {
        "..importing": "ResolveError",
        ".encoding": "STREAM encoder keeper",
        ".launch": "UnavailableError",
        ".local": "Local",
        ".observe": "Observer",
        ".pair": "WorkerPair",
        ".pool": "Pool",
        ".recalled": "Recalled",
        ".reply": "Reply",
        ".settle": "MOST_READ SETTLED Settler UNCHANGING",
        ".target": "Call Target Watched held importable",
        ".wire": "STATES",
        ".worker": "Worker pickled wait",
    },
)
