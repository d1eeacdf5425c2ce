"""What a call needs that an extra brings: looked for before anything is read or run."""

from __future__ import annotations

from collections.abc import Iterable

from switchover.ground import EXTRAS, install_line, missing_modules

from .errors import OptionsError

__all__ = ["complete", "complete_for"]

OF_CHECKS = {
    "latency": ("pyinstrument",),  # says where the time went
    "memory": ("memray",),
    "leaks": ("psutil",),
}
"""The modules without which a measurement decides nothing, or cannot say why."""


def complete(command: str, extras: Iterable[str], usual: Iterable[str] = ()) -> None:
    """See that all that `extras` bring is there; if not, what `usual` bring is told as well.

    Raises:
        OptionsError: with the modules that are missing, and the line that installs them.
    """
    if absent := missing_modules(_modules(extras)):
        raise _lacking(command, [*absent, *missing_modules(_modules(usual))])


def complete_for(checks: Iterable[str]) -> None:
    """See that each of `checks` can be made here.

    Raises:
        OptionsError: with the modules that are missing, and the line that installs them.
    """
    known = EXTRAS["bench"]  # which has no memray where memray cannot be
    wanted = (module for check in checks for module in OF_CHECKS.get(check, ()))
    if absent := missing_modules(dict.fromkeys(module for module in wanted if module in known)):
        raise _lacking("measuring", absent)


def _modules(extras: Iterable[str]) -> list[str]:
    return [module for extra in extras for module in EXTRAS[extra]]


def _lacking(what: str, absent: list[str]) -> OptionsError:
    return OptionsError(f"{what} needs {', '.join(absent)}; run: {install_line(absent)}")
