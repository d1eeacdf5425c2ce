"""What the platform tells about a machine; every reading is None where it tells nothing."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")
_STAT = Path("/proc/stat")
_PRESSURE = Path("/proc/pressure/cpu")
_GOVERNOR = Path("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
_MACHINE_ID = Path("/etc/machine-id")


@cache
def identity() -> str:
    """Return a name that tells machines apart without naming them."""
    parts = (platform.node(), platform.machine(), _text(_MACHINE_ID) or "", cpu_model())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@cache
def cpu_model() -> str:
    """Return the processor's model, or its architecture where nothing says more."""
    for line in (_text(_CPUINFO) or "").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def governor() -> str | None:
    """Return the frequency governor of the first core."""
    return _text(_GOVERNOR)


def load() -> float | None:
    """Return the load average of the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def pressure() -> float | None:
    """Return the share of the last ten seconds in which something waited for a core, in [0, 1].

    **Source:** Linux, Documentation/accounting/psi.rst, "some avg10".
    """
    with suppress(IndexError, ValueError):
        return float((_text(_PRESSURE) or "").split()[1].removeprefix("avg10=")) / 100
    return None


def processor_ticks() -> tuple[int, int] | None:
    """Return (stolen, all) ticks of all cores since boot. **Source:** proc(5), /proc/stat."""
    with suppress(IndexError, ValueError):
        ticks = [int(field) for field in (_text(_STAT) or "").splitlines()[0].split()[1:9]]
        return ticks[7], sum(ticks)
    return None


@cache
def commit(folder: Path) -> str | None:
    """Return the revision checked out in a folder, marked where files differ from it."""
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=5,
            check=True,
        )
        return done.stdout.strip()
    return None


def _text(path: Path) -> str | None:
    try:
        return path.read_text().strip()
    except (OSError, UnicodeDecodeError):
        return None
