"""Lets a module be imported with a mutant in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import CodeType, ModuleType

__all__ = ["planted"]


@contextmanager
def planted(module: str, source: str, *, loaded: bool = False) -> Iterator[None]:
    """Give a module another source for every import inside the block.

    The module must not have been imported before: what others have taken from it would stay what
    it was. Its file, package and name are those of the real one; no file is written.

    Args:
        module: the full name.
        source: the text to run instead of the file's.
        loaded: whether the module may be loaded already: the block unloads it itself, and whatever
            has taken something from it.

    Raises:
        RuntimeError: the module is loaded already.
        SyntaxError: on import, if the source is no Python.
    """
    if module in sys.modules and not loaded:
        raise RuntimeError(f"{module} is loaded already; plant before it is first imported")
    finder = _Finder(module, source)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    def __init__(self, module: str, source: str) -> None:
        self._module = module
        self._source = source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._module:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None:
            return None
        spec.loader = _Loader(self._source, spec.origin)
        return spec


class _Loader(Loader):
    def __init__(self, source: str, file: str) -> None:
        self._source = source
        self._file = file

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave it to the default."""

    def exec_module(self, module: ModuleType) -> None:
        code: CodeType = compile(self._source, self._file, "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - the module's own source, with one change

    def get_source(self, fullname: str) -> str:  # noqa: ARG002 - what inspect and linecache ask
        """Return the mutated text: tracebacks show what ran."""
        return self._source
