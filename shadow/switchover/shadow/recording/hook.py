"""Waits for modules to be imported, in every process of the program, and records their targets."""

from __future__ import annotations

import atexit
import importlib.abc
import os
import sys
from typing import TYPE_CHECKING, Any

from .patching import patch_module
from .recorder import Recorder
from .settings import ENVIRONMENT, PARTS, RecordingSettings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Callable

__all__ = ["begin", "installed"]

_ACTIVE: list[Recorder] = []


def installed() -> Recorder | None:
    """Give the recorder of this process, if it records."""
    return _ACTIVE[0] if _ACTIVE else None


def begin(folder: str | None = None) -> Recorder | None:
    """Record in this process what the environment names; None where it names nothing.

    Called while an interpreter starts: whatever is wrong is left for the one who reads the parts.
    """
    folder = folder or os.environ.get(ENVIRONMENT)
    if not folder or _ACTIVE:
        return installed()
    try:
        settings = RecordingSettings.load(folder)
        recorder = Recorder(folder, settings)
    except (OSError, ValueError, TypeError):  # the recording is over
        return None
    _ACTIVE.append(recorder)
    finder = _Finder(recorder, folder)
    sys.meta_path.insert(0, finder)
    for name in finder.names:
        if name in sys.modules:
            finder.patch(sys.modules[name], name)
    atexit.register(recorder.flush)
    return recorder


class _Loader(importlib.abc.Loader):
    """Loads one module as its own loader does, which has its place back while the module runs.

    A loader may serve many modules (of an archive, of built-in ones), so it is left as it is.
    """

    def __init__(self, loader: Any, then: Callable[[Any], object]) -> None:
        self._loader, self._then = loader, then

    def create_module(self, spec: Any) -> Any:
        create = getattr(self._loader, "create_module", None)
        return create(spec) if create is not None else None

    def exec_module(self, module: Any) -> None:
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._then(sys.modules.get(module.__name__, module))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the modules of targets as others do, and records their targets once they have run."""

    def __init__(self, recorder: Recorder, folder: str) -> None:
        self._recorder = recorder
        self._parts = os.path.join(folder, PARTS)  # noqa: PTH118 - light imports
        self.names = {target.partition(":")[0] for target in recorder.settings.targets}
        self._busy: set[str] = set()

    def find_spec(self, name: str, path: Sequence[str] | None, target: Any = None) -> Any:
        if name not in self.names or name in self._busy:
            return None
        self._busy.add(name)
        try:
            for finder in sys.meta_path:
                if finder is not self and hasattr(finder, "find_spec"):
                    spec = finder.find_spec(name, path, target)
                    if spec is not None:
                        break
            else:
                return None
        finally:
            self._busy.discard(name)
        if hasattr(spec.loader, "exec_module"):
            spec.loader = _Loader(spec.loader, lambda module: self.patch(module, name))
        return spec

    def patch(self, module: Any, name: str) -> None:
        """Record the targets of a module, and leave a note of those that cannot be."""
        try:
            problems = patch_module(self._recorder, module, name)
        except Exception as error:  # noqa: BLE001 - the program goes on
            problems = [f"{name}: {type(error).__name__}: {error}"]
        for text in [*problems, ""]:
            self._note(name, text)

    def _note(self, name: str, text: str) -> None:
        try:
            with open(os.path.join(self._parts, "notes"), "a", encoding="utf-8") as file:  # noqa: PTH118, PTH123
                file.write(f"{name}\t{text}\n")
        except OSError:
            pass
