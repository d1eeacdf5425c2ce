"""What a call needs that an extra brings: looked for before anything is read or run."""

from __future__ import annotations

from collections.abc import Iterable

from switchover.values import EXTRAS, install_line, missing_modules

from .errors import OptionsError

__all__ = ["complete", "complete_for"]

OF_CHECKS = {
    "latency": ("pyinstrument",),  # says where the time went
    "memory": ("memray",),
    "leaks": ("psutil",),
}
"""The modules without which a measurement decides nothing, or cannot say why."""


def complete(command: str, extras: Iterable[str]) -> None:
    """See that all that `extras` bring is there.

    Raises:
        OptionsError: with the modules that are missing, and the line that installs them.
    """
    _there(command, (module for extra in extras for module in EXTRAS[extra]))


def complete_for(checks: Iterable[str]) -> None:
    """See that each of `checks` can be made here.

    Raises:
        OptionsError: with the modules that are missing, and the line that installs them.
    """
    known = EXTRAS["bench"]  # which has no memray where memray cannot be
    wanted = (module for check in checks for module in OF_CHECKS.get(check, ()))
    _there("measuring", dict.fromkeys(module for module in wanted if module in known))


def _there(what: str, modules: Iterable[str]) -> None:
    absent = missing_modules(modules)
    if absent:
        raise OptionsError(f"{what} needs {', '.join(absent)}; run: {install_line(absent)}")
