"""Comparisons in chunks: on the processes of one machine, or of many by PostgreSQL or Temporal."""

from __future__ import annotations

from .joining import joined
from .scale import SIZE, Scale
from .scaled import scaled
from .work import ChunkedWork, WorkError

__all__ = ["SIZE", "ChunkedWork", "Scale", "WorkError", "joined", "scaled"]
