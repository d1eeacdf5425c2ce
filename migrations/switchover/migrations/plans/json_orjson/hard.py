"""Documents that a text file cannot hold, or should not."""

from __future__ import annotations

DEEPER_THAN_ANY_STACK = 100_000

DOCUMENTS = (
    "[" * DEEPER_THAN_ANY_STACK + "]" * DEEPER_THAN_ANY_STACK,
    '"\ud800 unescaped"',
)
