"""What makes a fork of this process unsafe."""

from __future__ import annotations

import os
import socket
import stat
import sys
import threading

from .descriptors import open_descriptors

__all__ = ["doubts_of_fork"]


def doubts_of_fork() -> list[str]:
    """Say what makes a fork of this process unsafe."""
    doubts = []
    if threading.active_count() > 1:
        me = threading.current_thread()
        names = sorted(thread.name for thread in threading.enumerate() if thread is not me)
        doubts.append(
            f"threads run in this process ({', '.join(names[:3])}): a lock that one of them holds "
            "is never freed in a fork, and a side that needs it hangs; name the sides as "
            "module:function to run them in fresh interpreters"
        )
    if peers := _peers():
        doubts.append(
            f"connections are open in this process ({', '.join(peers[:3])}): in a fork both sides "
            "speak over the same one; let the sides open their own"
        )
    if "polars" in sys.modules:
        doubts.append(
            "polars is loaded in this process: its threads do not survive a fork, and a side that "
            "uses it may hang; name the sides as module:function to run them in fresh interpreters"
        )
    return doubts


def _peers() -> list[str]:
    """List what the open connections of this process are connected to."""
    found = set()
    for fd in open_descriptors():
        try:
            if not stat.S_ISSOCK(os.fstat(fd).st_mode):
                continue
            with socket.socket(fileno=os.dup(fd)) as peer:
                if peer.family in (socket.AF_INET, socket.AF_INET6):
                    host, port = peer.getpeername()[:2]
                    found.add(f"{host}:{port}")
        except OSError:  # not connected, or closed in the meantime
            continue
    return sorted(found)
