"""Both sides of a run, and its inputs, made ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, cast

from switchover.values import show
from switchover.values.worker import Local, Pool, ResolveError, Target, WorkerPair, held, importable

from ..errors import UsageError
from ..records import Side

__all__ = ["Function", "Inputs", "checked", "hash_seed", "opened", "printed", "written"]

Function: TypeAlias = Callable[..., Any] | str | Target
Inputs: TypeAlias = Iterable[tuple[Sequence[Any], Mapping[str, Any]]]


def opened(
    control: Function,
    candidate: Function,
    seed: int,
    timeout_s: float | None,
    *,
    isolate: bool,
    pool: Pool | None,
    watcher: str = "",
) -> WorkerPair | Local:
    """Make the pair of workers for two sides, not started yet.

    Raises:
        UsageError: A side is neither callable nor an import string, or the time is no time.
    """
    targets = [
        _target(Side.CONTROL, control, watcher),
        _target(Side.CANDIDATE, candidate, watcher),
    ]
    try:
        if not isolate:
            return Local(*targets, timeout_s=timeout_s)
        return WorkerPair(*targets, timeout_s=timeout_s, hash_seed=seed % 2**32, pool=pool)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _target(side: Side, function: Function, watcher: str) -> Target:
    try:
        if isinstance(function, Target):
            return function._replace(watcher=watcher or function.watcher)
        if isinstance(function, str):
            return importable(function, watcher=watcher)
        if callable(function):
            return held(function, watcher=watcher)
    except ResolveError as error:
        raise UsageError(f"the {side}: {error}") from error
    raise UsageError(f"the {side} is {_shown(function)}; it must be callable")


def hash_seed(pair: WorkerPair | Local) -> int | None:
    """Return the seed of text hashes, where a side has an interpreter of its own."""
    if isinstance(pair, Local):
        return None
    is_fresh = pair.control.target.is_importable or pair.candidate.target.is_importable
    return pair.hash_seed if is_fresh else None


def printed(pair: WorkerPair | Local) -> dict[str, str]:
    """Return what each side printed, where it printed anything."""
    if isinstance(pair, Local):
        return {}
    sides = {"control": pair.control.printed, "candidate": pair.candidate.printed}
    return {name: text for name, text in sides.items() if text}


def written(pair: WorkerPair | Local) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what each side opened for writing, as far as it was seen."""
    if isinstance(pair, Local):
        return (), ()
    control, candidate = pair.control.wrote, pair.candidate.wrote
    return tuple(sorted(control)), tuple(sorted(candidate))


_SEQUENCES = (tuple, list)
_MAPPINGS = (dict, Mapping)


def checked(inputs: Inputs, first: int = 0) -> Iterator[tuple[Sequence[Any], Mapping[str, Any]]]:
    """Yield the inputs.

    Args:
        inputs: What was given.
        first: The number of the first one, for the error.

    Raises:
        UsageError: One of them is no `(args, kwargs)`.
    """
    for index, given in enumerate(cast("Iterable[Any]", inputs), first):
        if isinstance(given, _SEQUENCES) and len(given) == 2:
            args, kwargs = given
            if _are_arguments(args, kwargs):
                yield args, kwargs
                continue
        raise UsageError(f"input {index} is {_shown(given)}; it must be (args, kwargs)")


def _are_arguments(args: object, kwargs: object) -> bool:
    """Say whether a function can be called so: names are text, or both sides would raise alike."""
    is_both = isinstance(args, _SEQUENCES) and isinstance(kwargs, _MAPPINGS)
    return is_both and all(isinstance(name, str) for name in kwargs)  # type: ignore[attr-defined]


def _shown(value: object) -> str:
    try:
        return show(value, 80) if type(value).__module__ == "builtins" else repr(value)[:80]
    except Exception:  # noqa: BLE001 - the error is about the value, not about what it says
        return f"a {type(value).__qualname__}"
