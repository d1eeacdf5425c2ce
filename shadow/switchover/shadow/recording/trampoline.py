"""Code that records a function from within: the function object stays the very same.

Whoever holds the function (a decorator, a table, `from shop import price`) holds the recorded one;
its identity, name, defaults, pickle and signature are what they were. Its code becomes a few lines
that call a copy of it. On Python 3.11 and later these leave no entry in a traceback: what is raised
again by a bare `raise` is given none, and the one of the call itself is taken out.
"""

from __future__ import annotations

import inspect
import sys
from functools import partial
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .recorder import Tap

__all__ = ["original_of", "recorded", "restored", "target_of"]

_PLAIN = """
def trampoline(*args, **kwargs):
    if 0: {cells}
    call = "tap".begin(args, kwargs)
    try:
        value = {await_}"tap".original(*args, **kwargs)
    except BaseException as error:
        "tap".raised(call, error)
        if error.__traceback__ is not None:
            error.__traceback__ = error.__traceback__.tb_next
        raise
    "tap".returned(call, value)
    return value
"""
_GENERATOR = """
def trampoline(*args, **kwargs):
    if 0: {cells}
    call = "tap".begin(args, kwargs)
    inner = "tap".original(*args, **kwargs)
    held = []
    try:
        item = next(inner)
        while True:
            "tap".yielded(call, item)
            try:
                sent = yield item
            except BaseException as thrown:
                thrown.__traceback__ = thrown.__traceback__.tb_next
                held.append(thrown)
            if held:
                "tap".cut(call)
                call = None
                item = inner.throw(held.pop())
            elif sent is None:
                item = next(inner)
            else:
                "tap".cut(call)
                call = None
                item = inner.send(sent)
    except StopIteration as stop:
        "tap".ended(call, stop.value)
        return stop.value
    except BaseException as error:
        "tap".broken(call, error)
        if error.__traceback__ is not None:
            error.__traceback__ = error.__traceback__.tb_next
        raise
"""
_ASYNC_GENERATOR = """
async def trampoline(*args, **kwargs):
    if 0: {cells}
    call = "tap".begin(args, kwargs)
    inner = "tap".original(*args, **kwargs)
    held = []
    try:
        item = await "tap".first(inner)
        while True:
            "tap".yielded(call, item)
            try:
                sent = yield item
            except BaseException as thrown:
                thrown.__traceback__ = thrown.__traceback__.tb_next
                held.append(thrown)
            if held:
                "tap".cut(call)
                call = None
                item = await inner.athrow(held.pop())
            elif sent is None:
                item = await inner.__anext__()
            else:
                "tap".cut(call)
                call = None
                item = await inner.asend(sent)
    except StopAsyncIteration:
        "tap".ended(call, None)
        return
    except BaseException as error:
        "tap".broken(call, error)
        if error.__traceback__ is not None:
            error.__traceback__ = error.__traceback__.tb_next
        raise
"""
"""What is thrown in is thrown on from outside of the `except`, where nothing is being handled."""


def recorded(function: FunctionType, tap: Tap) -> None:
    """Record a function from now on."""
    copy = FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    copy.__kwdefaults__ = function.__kwdefaults__
    copy.__qualname__, copy.__module__ = function.__qualname__, function.__module__
    copy.__annotations__ = function.__annotations__
    copy.__dict__.update(function.__dict__)
    function.__code__ = _code(copy, tap)
    added: dict[str, Any] = {}
    if "__wrapped__" not in function.__dict__:
        added["__wrapped__"] = copy  # what tells a source follows it
        if "__signature__" not in function.__dict__:  # `inspect.getfullargspec` does not
            added["__signature__"] = inspect.signature(copy)
    function.__dict__.update(added)
    _ORIGINALS[id(function)] = function, copy, tuple(added), tap.target
    tap.recorder.undo.append(partial(restored, function))


_ORIGINALS: dict[int, tuple[FunctionType, FunctionType, tuple[str, ...], str]] = {}


def original_of(function: FunctionType) -> FunctionType | None:
    """Give the copy that does the work of a recorded function; None for another one."""
    found = _ORIGINALS.get(id(function))
    return found[1] if found is not None else None


def target_of(function: FunctionType) -> str:
    """Give the name that the calls of a recorded function are kept under."""
    return _ORIGINALS[id(function)][3]


def restored(function: FunctionType) -> None:
    """Record a function no longer."""
    _, copy, added, _ = _ORIGINALS.pop(id(function))
    function.__code__ = copy.__code__
    for name in added:
        function.__dict__.pop(name, None)


def _code(copy: FunctionType, tap: Tap) -> CodeType:
    """Make the trampoline's code, with as many cells as the function's own."""
    code = copy.__code__
    source, await_, kind = _PLAIN, "", "def"
    if code.co_flags & inspect.CO_ASYNC_GENERATOR:
        source = _ASYNC_GENERATOR
    elif code.co_flags & inspect.CO_GENERATOR:
        source = _GENERATOR
    elif code.co_flags & inspect.CO_COROUTINE:  # what is only marked as one is called as it is
        await_, kind = "await ", "async def"
    names = [f"_cell{at:04}" for at in range(len(code.co_freevars))]
    text = source.format(cells=", ".join(names) or "pass", await_=await_)
    text = text.replace("\ndef ", f"\n{kind} ", 1)
    if names:
        inner = text.replace("\n", "\n    ")
        text = f"def outer({', '.join(names)}):{inner}\n"
    made = _inner(compile(text, __file__, "exec"))
    tap.original, tap.is_awaited = copy, bool(made.co_flags & _AWAITED)
    constants = tuple(tap if each == "tap" else each for each in made.co_consts)
    changes: dict[str, Any] = {
        "co_consts": constants,
        "co_name": code.co_name,
        "co_flags": made.co_flags | code.co_flags & inspect.CO_ITERABLE_COROUTINE,
    }
    if sys.version_info >= (3, 11):
        changes["co_qualname"] = code.co_qualname
    return made.replace(**changes)


_AWAITED = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR


def _inner(code: CodeType) -> CodeType:
    """Find the trampoline's code within that of its module."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            return each if each.co_name == "trampoline" else _inner(each)
    raise AssertionError("the trampoline is not in its own module")
