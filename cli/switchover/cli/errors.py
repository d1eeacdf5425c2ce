"""What a call of the command got wrong, and which errors were raised to be told."""

from __future__ import annotations

import sys

__all__ = ["BASES", "OptionsError", "is_meant"]


class OptionsError(Exception):
    """The options of a call do not go together; the message says what to write."""


BASES = {
    "switchover.gotemplate": "TemplateError",
    "switchover.engine": "EngineError",
    "switchover.values": "ValuesError",
    "switchover.shadow": "ShadowError",
    "switchover.shadow.recording": "RecordingError",
    "switchover.bench": "BenchError",
    "switchover.reports": "ReportError",
    "switchover.migrations": "MigrationError",
    "switchover.cli.errors": "OptionsError",
}
"""The base of each room's errors. Rooms of two branches know no common one; recording has its own,
for it runs in programs that have nothing else of its room."""


def is_meant(error: BaseException) -> bool:
    """Whether an error was raised to be told: it derives from a room's base, a plugin's too.

    A room that was not imported cannot have raised it, and is not imported to be asked.
    """
    return any(
        isinstance(error, getattr(sys.modules[face], base))
        for face, base in BASES.items()
        if face in sys.modules
    )
