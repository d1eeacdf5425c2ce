"""Record what chosen callables are called with, and what they answer, while a program runs.

```python
from switchover.shadow.recording import Recording, record

@record("price")
def price(order): ...

with Recording("calls"):
    serve()
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .code import Recording, record
    from .errors import RecordingError
    from .merge import Kept, finish
    from .settings import Settings

__all__ = ["Kept", "Recording", "RecordingError", "Settings", "finish", "record"]

_HOME = {
    "Kept": "merge",
    "Recording": "code",
    "RecordingError": "errors",
    "Settings": "settings",
    "finish": "merge",
    "record": "code",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOME[name]}", __name__), name)
