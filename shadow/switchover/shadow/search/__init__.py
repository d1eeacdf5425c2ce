"""Inputs nobody recorded on which control and candidate differ."""

from __future__ import annotations

from .calls.finds import Find, SearchRecord
from .finding.smallest import smallest
from .session import search
from .sides.guard import ALLOWABLE
from .sides.sides import Limits

__all__ = ["ALLOWABLE", "Find", "Limits", "SearchRecord", "search", "smallest"]
