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

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .code import Recording, record
    from .command import run_command, spelled_out
    from .errors import RecordingError
    from .merge import Kept, begin_folder, finish
    from .replaying import Recorded
    from .secrets import Secrets
    from .settings import SECRET, RecordingSettings, chosen_key
    from .writing import Unwritable, needed_classes

__all__ = [
    "SECRET",
    "Kept",
    "Recorded",
    "Recording",
    "RecordingError",
    "RecordingSettings",
    "Secrets",
    "Unwritable",
    "begin_folder",
    "chosen_key",
    "finish",
    "needed_classes",
    "record",
    "run_command",
    "spelled_out",
]

_HOMES = {
    ".code": ("Recording", "record"),
    ".command": ("run_command", "spelled_out"),
    ".errors": ("RecordingError",),
    ".merge": ("Kept", "begin_folder", "finish"),
    ".replaying": ("Recorded",),
    ".secrets": ("Secrets",),
    ".settings": ("SECRET", "RecordingSettings", "chosen_key"),
    ".writing": ("Unwritable", "needed_classes"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import late: a program that is recorded loads no more than records it."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
