"""What follows elsewhere in a run from what is chosen otherwise; several differences share it."""

from __future__ import annotations

from typing import Final

from .chosen import changed, extra, missing, retyped

__all__ = [
    "ALL_SUCCEED",
    "COMPLETED",
    "ENDED",
    "FAILS",
    "KEPT_ELSEWHERE",
    "LATER",
    "OUTPUTS",
    "PROGRESS",
    "RECEIVED",
    "SAID",
    "SUCCEEDS",
]

PROGRESS: Final = "$..progress_info"
ENDED: Final = (
    changed("$.rows.*.updated_at", "*", "*"),
    changed("$.history.*[*].at", "*", "*"),
)
LATER: Final = (*ENDED, changed(f"{PROGRESS}.last_updated", "*", "*"))
"""What follows where something ends at another moment."""

SUCCEEDS: Final = (
    changed("$.status", "'FAILED'", "'SUCCESS'"),
    retyped("$.output", "NoneType", "dict"),
    retyped("$.error", "dict", "NoneType"),
)
"""What follows where a run succeeds that failed."""
ALL_SUCCEED: Final = (
    *SUCCEEDS,
    changed("$.rows.*.status", "*", "'SUCCESS'"),
    retyped("$.rows.*.output", "NoneType", "dict"),
)
"""The same where tasks of the run failed as well."""
FAILS: Final = (
    changed("$.status", "'SUCCESS'", "'FAILED'"),
    retyped("$.output", "dict", "NoneType"),
)
"""What follows where a run fails that succeeded."""

KEPT_ELSEWHERE: Final = (
    missing("$.stored.*"),
    extra("$.stored.*"),
    missing("$.lives.*"),
    extra("$.lives.*"),
)
"""What follows where values are stored for other rows."""
OUTPUTS: Final = (
    retyped("$.rows.*.output", "NoneType", "dict"),
    extra("$.rows.*.output.outputs.*"),
    extra("$.output.*.output.outputs.*"),
)
"""What follows where a row has its output, and its parents with it."""

SAID: Final = "'metadata': {'workflow_id': 'run', 'source': 'api'}}"
RECEIVED: Final = f"{{'payload': {{*}}, {SAID}"
COMPLETED: Final = (
    changed("$..wait_status", "'waiting'", "'completed'"),
    extra("$..output.signal", RECEIVED),
    extra("$..output.processor_output", "None"),
    extra("$..output.processor_output", "{}"),
    extra("$..output.processor_output", "{'text': 'got ok'}"),
    extra("$..output.processor_output", "{'from': 'api', 'n': '<one>'}"),
)
"""What the row of a wait says that a signal ended."""
