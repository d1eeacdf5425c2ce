"""The environment of one measurement, from its start to its end, with what to warn of."""

from __future__ import annotations

import os
import platform
import re
import sysconfig
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import msgspec

from ..launch.attached import attached
from ..records import Environment
from . import machine

__all__ = ["MachineWatch", "told", "usable_cores"]

BUSY_PRESSURE = 0.2
STOLEN = 0.05
"""Shares from which neighbours are named. **Source:** ours: below them verdicts took no longer."""


class MachineWatch:
    """Started before a measurement, it knows at the end what the machine did meanwhile."""

    def __init__(self) -> None:
        self._ticks = machine.processor_ticks()
        self._load = machine.load()

    def finish(self, *, pinned: bool, packages: Iterable[str] = ()) -> Environment:
        """Describe the environment, and warn of what makes its times doubtful."""
        found = Environment(
            machine=machine.identity(),
            system=f"{platform.system()} {platform.release()}",
            cpu=machine.cpu_model(),
            cores=os.cpu_count() or 1,
            usable_cores=usable_cores(),
            pinned=pinned,
            governor=machine.governor(),
            load=self._load,
            steal=self._stolen(),
            pressure=machine.pressure(),
            python=platform.python_version(),
            build=" ".join((platform.python_implementation(), *platform.python_build())),
            debug=is_debug_build(),
            hash_seed=os.environ.get("PYTHONHASHSEED", "random"),
            versions=dict(_versions(packages)),
            commit=machine.commit(Path.cwd()),
            measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
            attached=tuple(attached(os.environ)),
        )
        return msgspec.structs.replace(found, warnings=tuple(warnings(found)))

    def _stolen(self) -> float | None:
        now = machine.processor_ticks()
        if self._ticks is None or now is None or now[1] <= self._ticks[1]:
            return None
        return (now[0] - self._ticks[0]) / (now[1] - self._ticks[1])


def warnings(found: Environment) -> Iterator[str]:
    """Say what about an environment makes its times doubtful. Pure."""
    if found.governor not in {None, "performance"}:
        yield f"the cores scale their frequency (governor {found.governor}, not performance)"
    if found.load is not None and found.load > found.usable_cores / 2:
        yield f"the machine was busy before: load {found.load:.2f} on {found.usable_cores} cores"
    if (found.pressure or 0.0) > BUSY_PRESSURE:
        yield f"busy neighbours: {found.pressure:.0%} of the last 10 s something waited for a core"
    if (found.steal or 0.0) > STOLEN:
        yield f"the host took {found.steal:.0%} of the time from this virtual machine"
    if found.debug:
        yield "a debug build of Python: its times say little of a release build"
    if not found.pinned:
        yield "not pinned to a core: moves between cores count as noise"
    if found.attached:
        yield f"{', '.join(found.attached)} slowed this process: the launches ran without"


def told(environments: Iterable[Environment]) -> Iterator[str]:
    """Give the warnings of several measurements, each kind once. Pure."""
    seen = set[str]()
    for warning in (said for found in environments for said in found.warnings):
        if (kind := re.sub(r"[\d.]+", "#", warning)) not in seen:
            seen.add(kind)
            yield warning


def is_debug_build() -> bool:
    """Say whether this interpreter was built with assertions on."""
    return bool(sysconfig.get_config_var("Py_DEBUG"))


def usable_cores() -> int:
    """Return how many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _versions(packages: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in sorted({"switchover", *packages}):
        try:
            yield name, metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
