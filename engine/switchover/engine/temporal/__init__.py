"""Runs on Temporal: the run loop as one workflow, steps and tools as activities.

The only package that imports temporalio (extra `temporal`).
"""

from __future__ import annotations

from .aside import with_store
from .chunks import ChunksOnTemporal, chunk_worker
from .host import Host, plugin
from .remote import ATTRIBUTES, RemoteRun, begin, is_served, open_runs, start_of
from .servers import DevServer, connected, ending_on_interrupt, found_server, log_to_python
from .start import Start
from .workflow import WorkflowRun

__all__ = [
    "ATTRIBUTES",
    "ChunksOnTemporal",
    "DevServer",
    "Host",
    "RemoteRun",
    "Start",
    "WorkflowRun",
    "begin",
    "chunk_worker",
    "connected",
    "ending_on_interrupt",
    "found_server",
    "is_served",
    "log_to_python",
    "open_runs",
    "plugin",
    "start_of",
    "with_store",
]
