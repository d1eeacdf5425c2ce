"""Folded stacks as a file that speedscope opens."""

from __future__ import annotations

from typing import Any

from .stacks import Folded

__all__ = ["speedscope"]

_SCHEMA = "https://www.speedscope.app/file-format-schema.json"


def speedscope(folded: Folded, *, name: str) -> dict[str, Any]:
    """Give one sampled profile in seconds, in speedscope's file format.

    **Source:** the schema that the document names in `$schema`.
    """
    labels = sorted({label for stack in folded for label in stack})
    place = {label: index for index, label in enumerate(labels)}
    stacks = sorted(folded)
    return {
        "$schema": _SCHEMA,
        "name": name,
        "exporter": "switchover",
        "activeProfileIndex": 0,
        "shared": {"frames": [_frame(label) for label in labels]},
        "profiles": [
            {
                "type": "sampled",
                "name": name,
                "unit": "seconds",
                "startValue": 0,
                "endValue": sum(folded.values()),
                "samples": [[place[label] for label in stack] for stack in stacks],
                "weights": [folded[stack] for stack in stacks],
            }
        ],
    }


def _frame(label: str) -> dict[str, str]:
    function, _, file = label.partition("\0")
    return {"name": function, "file": file} if file else {"name": function}
