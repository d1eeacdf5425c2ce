"""Recording from within a program: a decorator, and the time in which it records."""

from __future__ import annotations

import os
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from .errors import RecordingError
from .settings import SECRET, RecordingSettings, chosen_key, file_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .merge import Kept

__all__ = ["Recording", "record"]

F = TypeVar("F", bound=Callable[..., Any])

_NAMED: dict[str, FunctionType] = {}


def record(name: str) -> Callable[[F], F]:
    """Offer a function to recordings under a name of your own. It stays the very same function.

    It is recorded while a `Recording` is open, and costs nothing before the first.

    Raises:
        RecordingError: Another function has the name, or what is decorated is no function.
    """

    def offered(function: F) -> F:
        held: object = function
        if not isinstance(held, FunctionType):
            kind = type(function).__name__
            raise RecordingError(f"@record({name!r}) stands before a {kind}; it takes a function")
        taken = _NAMED.get(name)
        if taken is not None and taken.__qualname__ != held.__qualname__:
            raise RecordingError(f"@record({name!r}) stands before two functions; name one anew")
        file = file_name(name)
        same = [one for one in _NAMED if one != name and file_name(one) == file]
        if same:
            raise RecordingError(f"@record({name!r}) and {same[0]!r} name one file; name one anew")
        _NAMED[name] = held
        for recording in _OPEN:
            recording.offer(name, held)
        return function

    return offered


_OPEN: list[Recording] = []


class Recording:
    """Records what `record` offers, and what targets name, until it is closed; a context.

    Args:
        out: Folder of the corpora, one for each name or target.
        targets: Import strings to record as well, imported now.
        secrets: Parts of names whose values are replaced, beside the usual ones.
        paths: Places whose values are replaced, as `$.args[0].card`.
        per_site: Calls that are kept of each call site.
        most: Inputs that are kept of each callable; 0 for all.
        most_bytes: Bytes that the recording may take; 0 for no limit.
        replace: Whether an earlier recording in `out` may go.

    Raises:
        RecordingError: Another recording is open, `out` holds one, a target cannot be recorded, or
            an argument is of no use.
    """

    def __init__(
        self,
        out: str | os.PathLike[str],
        targets: Sequence[str] = (),
        *,
        secrets: Sequence[str] = (),
        paths: Sequence[str] = (),
        per_site: int = 1000,
        most: int = 0,
        most_bytes: int = 1 << 30,
        replace: bool = False,
    ) -> None:
        from .merge import begin_folder
        from .recorder import Recorder

        for what, given in (("targets", targets), ("secrets", secrets), ("paths", paths)):
            if isinstance(given, (str, bytes)):  # each letter would be one
                raise RecordingError(f"{what} is one text, {given!r}; give a list of them")
        if _OPEN:
            raise RecordingError("another recording is open in this process; close it first")
        self.folder = Path(out)
        self.kept: list[Kept] = []
        """What became of each callable; filled when it is closed."""
        names = tuple(dict.fromkeys([*_NAMED, *targets]))
        settings = RecordingSettings(
            names,
            chosen_key(),
            (*SECRET, *secrets),
            tuple(paths),
            per_site,
            most,
            most_bytes,
        )
        self._replace = replace
        begin_folder(self.folder, settings, replace=replace)
        self._recorder = Recorder(str(self.folder), settings)
        _OPEN.append(self)
        try:
            self._patch(targets)
        except BaseException:
            self.close()
            raise

    def _patch(self, targets: Sequence[str]) -> None:
        from importlib import import_module

        from .patching import patch, patch_function

        for name, function in [*_NAMED.items()]:
            patch_function(self._recorder, function, name)
        for target in targets:
            patch(self._recorder, import_module(target.partition(":")[0]), target)

    def offer(self, name: str, function: FunctionType) -> None:
        """Record a function that is offered while this is open, as the others are.

        Raises:
            RecordingError: There is a corpus of that name already.
        """
        from .merge import see_free
        from .patching import patch_function

        recorder, settings = self._recorder, self._recorder.settings
        if name not in settings.targets:
            see_free(self.folder, (*settings.targets, name), replace=True)
            see_free(self.folder, (name,), replace=self._replace)
            recorder.settings = settings._replace(targets=(*settings.targets, name))
            recorder.settings.save(str(self.folder))
        patch_function(recorder, function, name)

    def __enter__(self) -> Recording:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Record no longer, and write the corpora."""
        if self not in _OPEN:
            return
        from .merge import finish

        _OPEN.remove(self)
        self._recorder.close()
        self.kept = finish(self.folder)
        for one in self.kept:
            one.was_imported = True
