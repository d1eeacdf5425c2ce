"""Texts as a record can hold them: JSON has no halves of surrogate pairs."""

from __future__ import annotations

from typing import Any

__all__ = ["spelled"]


def spelled(found: Any) -> Any:
    """Spell such halves out, in a text or in all texts of what is made of plain parts.

    A name of a file that is no UTF-8 holds them, and so may whatever a side says.
    """
    if isinstance(found, str):
        return found.encode("utf-8", "backslashreplace").decode()
    if isinstance(found, dict):
        return {spelled(key): spelled(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return type(found)(spelled(one) for one in found)
    return found
