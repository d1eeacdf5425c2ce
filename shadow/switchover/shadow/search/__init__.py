"""Inputs nobody recorded on which control and candidate differ."""

from __future__ import annotations

from .finds import Find, SearchRecord
from .guard import ALLOWABLE
from .session import search
from .sides import Limits
from .smallest import smallest

__all__ = ["ALLOWABLE", "Find", "Limits", "SearchRecord", "search", "smallest"]
