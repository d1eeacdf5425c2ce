"""Workers that are kept from pair to pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .worker import Worker, drawn_hash_seed

if TYPE_CHECKING:
    from .target import Target

__all__ = ["Pool"]


class Pool:
    """Keeps one fresh interpreter for controls and one for candidates; a context.

    A worker is taken over by the next pair only where nothing happened to it: no call of it died
    or ran out of time, nothing is left to answer, and it has the same interpreter, path, folder
    and hash seed, and the side has left folder, environment, import path, signal handlers, streams,
    limits and contexts as they were (`footprint`). What it imported stays loaded, so the state of
    a module is carried from pair to pair of one role, as it would be in one process. Forks are
    never kept.
    """

    def __init__(self, *, hash_seed: int | None = None) -> None:
        self.hash_seed = drawn_hash_seed() if hash_seed is None else hash_seed
        """PYTHONHASHSEED of all that it keeps."""
        self._kept: dict[str, tuple[tuple[Any, ...], Worker]] = {}

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all that is kept."""
        while self._kept:
            _, (_, worker) = self._kept.popitem()
            worker.close()

    def lent(
        self, role: str, target: Target, settings: dict[str, Any], hash_seed: int
    ) -> Worker | None:
        """Give the kept worker of a role to a new target; None where there is none that fits."""
        if target.watcher:  # what a watcher has put into an interpreter is not taken out again
            return None
        key, worker = self._kept.pop(role, ((), None))
        if worker is None:
            return None
        if key != _key(target, hash_seed) or not worker.become(target, **settings):
            worker.close()
            return None
        return worker

    def taken_back(self, role: str, worker: Worker, hash_seed: int) -> bool:
        """Keep a worker for the next pair; False where it must be ended."""
        worker.pump()
        is_plain = worker.target.is_importable and not worker.target.watcher
        is_sound = is_plain and worker.is_idle and role not in self._kept
        if is_sound:
            worker.fetch_printed()
            self._kept[role] = _key(worker.target, hash_seed), worker
        return is_sound


def _key(target: Target, hash_seed: int) -> tuple[Any, ...]:
    return (target.is_importable, target.python, target.path, target.cwd, hash_seed)
