"""A mutant put into a running process: the code of the functions that it changes is swapped."""

import gc
import inspect
from collections.abc import Iterator
from types import CodeType, FunctionType

Functions = dict[tuple[str, str, int], list[FunctionType]]
"""By file, qualified name and first line."""


def functions(files: set[str]) -> Functions:
    """Give the functions of some files that are alive now, whoever froze them."""
    found: Functions = {}
    gc.unfreeze()
    for each in gc.get_objects():
        if type(each) is FunctionType and each.__code__.co_filename in files:
            found.setdefault(_place(each.__code__), []).append(each)
    return found


def swapped(source: str, mutated: str, file: str, living: Functions) -> bool:
    """Swap the code of what differs; False, with nothing done, where that is not all of it.

    It is not where a mutant changes what runs at import: a default, a decorator, a class's body.
    """
    todo = list[tuple[FunctionType, CodeType]]()
    try:
        pairs = list(_differing(_compiled(source, file), _compiled(mutated, file)))
    except _AtImportError:
        return False
    for old, new in pairs:
        there = living.get(_place(old), [])
        if not there or any(each.__code__.co_freevars != new.co_freevars for each in there):
            return False
        todo += ((each, new) for each in there)
    for function, code in todo:
        function.__code__ = code
    return bool(todo)


class _AtImportError(Exception):
    """What differs has run already."""


def _compiled(source: str, file: str) -> CodeType:
    return compile(source, file, "exec", dont_inherit=True)


def _place(code: CodeType) -> tuple[str, str, int]:
    return (code.co_filename, code.co_qualname, code.co_firstlineno)


def _differing(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Give the outermost functions that differ, of a module or a class's body."""
    if _own(old) != _own(new):
        raise _AtImportError
    for before, after in zip(_inner(old), _inner(new), strict=True):
        if not before.co_flags & inspect.CO_OPTIMIZED:
            yield from _differing(before, after)
        elif _whole(before) != _whole(after):
            if before.co_name.startswith("<"):
                raise _AtImportError  # several lambdas may stand on one line
            yield before, after


def _own(code: CodeType) -> tuple[object, ...]:
    constants = [
        None if isinstance(each, CodeType) else (type(each), repr(each)) for each in code.co_consts
    ]
    return (code.co_code, code.co_names, code.co_varnames, code.co_freevars, constants)


def _inner(code: CodeType) -> list[CodeType]:
    return [each for each in code.co_consts if isinstance(each, CodeType)]


def _whole(code: CodeType) -> tuple[object, ...]:
    own = (*_own(code), code.co_cellvars, code.co_exceptiontable)
    return (own, [_whole(each) for each in _inner(code)])
