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

from typing import TYPE_CHECKING

from switchover.ground import late

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

# Late, for a program that is recorded loads no more than records it.
__getattr__, __dir__ = late(
    globals(),
    {
        ".code": "Recording record",
        ".command": "run_command spelled_out",
        ".errors": "RecordingError",
        ".merge": "Kept begin_folder finish",
        ".replaying": "Recorded",
        ".secrets": "Secrets",
        ".settings": "SECRET RecordingSettings chosen_key",
        ".writing": "Unwritable needed_classes",
    },
)
