"""What opens how: from the class of a value to what takes it apart, a user's own first."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any, Callable, TypeVar

from switchover.ground import named

from ..errors import OpenerError
from ..node import Node, make, make_complex
from .classes import mro, name_of, variables
from .opening import OPENINGS, Attributes, Reducer, opaque_arguments, reduced

__all__ = ["is_its_attributes", "opener", "reduce", "register"]

Anything = TypeVar("Anything", bound="Callable[..., Any]")
MOST_KEPT = 4096
"""Classes whose reducers are kept; beyond that all are looked at anew (mocks make a class each)."""


_users: dict[type, Callable[[Any], Any]] = {}
_users_named: dict[tuple[str, str], str] = {}
_ready: dict[int, tuple[type, Reducer]] = {}
_plain: dict[int, tuple[str, Callable[[Any], Any]]] = {}
"""Name and reader of `__dict__` of classes whose values are that and nothing else: the usual ones,
which this makes a third quicker. Each is in `_ready` as well."""
_loaded: set[str] = set()
_LIBRARIES: dict[str, str] = {
    **dict.fromkeys(("_blake2", "_hashlib", "_md5", "_sha1", "_sha2", "_sha3"), "standard"),
    **dict.fromkeys(("_sha256", "_sha512"), "standard"),  # up to Python 3.11
    **dict.fromkeys(("_sqlite3", "hmac", "logging"), "standard"),
    "xml": "elements",
    "PIL": "images",
    "bitarray": "collected",
    "frozenlist": "collected",
    "gmpy2": "gmpy2",
    "google": "protobuf",
    "lxml": "lxml",
    "multidict": "collected",
    "networkx": "collected",
    "numpy": "numpy",
    "packaging": "packaging",
    "pandas": "pandas",
    "polars": "polars",
    "pyarrow": "pyarrow",
    "pydantic_core": "pydantic",
    "pyrsistent": "collected",
    "regex": "regex",
    "shapely": "shapely",
    "sortedcontainers": "collected",
    "sqlalchemy": "sqlalchemy",
    "yarl": "collected",
}
"""From the top package of a library, of which some are the standard library's, to the module in
`libraries` that knows its types."""
_CALLED = {"_regex": "regex", "sqlite3": "_sqlite3"}
"""Packages by the name that their C code gives to its types, where that is another; and C code, by
the name that it gives."""


def opener(cls: type) -> Callable[[Anything], Anything]:
    """Register your own function for a class and its subclasses: it returns any value that stands
    for the one it is given. It is asked before everything that this package knows.

    Raises:
        OpenerError: The class has an opener of yours already, or is no class.
    """
    if not isinstance(cls, type):
        raise OpenerError(f"an opener needs a class, not {cls!r}")

    def keep(function: Anything) -> Anything:
        known = _users.get(cls)
        if known is not None and known is not function:
            raise OpenerError(
                f"{name_of(cls)} has an opener already: {getattr(known, '__qualname__', known)}"
            )
        _users[cls] = function
        _forget()
        return function

    return keep


def register(type_name: str, function: str) -> None:
    """Register an opener by two import strings, `module:Type` and `module:function`.

    Neither module is imported now: the type is looked for where its module is loaded, the function
    is imported when the first value of the type is met.

    Raises:
        OpenerError: A string is no import string, or the type has another opener already.
    """
    for text in (type_name, function):
        module, colon, name = text.partition(":")
        if not (colon and module and name):
            raise OpenerError(f"{text!r} is no import string; write it as module:name")
    module, _, name = type_name.partition(":")
    known = _users_named.setdefault((module, name), function)
    if known != function:
        raise OpenerError(f"{type_name} has an opener already: {known}")
    _forget()


def is_its_attributes(cls: type) -> bool:
    """Say whether no opener speaks of a class: its values are their `__dict__` and slots."""
    _load_libraries(cls)
    return not any(base in OPENINGS or base in _users for base in mro(cls))


def reduce(value: Any) -> tuple[Any, tuple[Any, ...]]:
    """Give what the pickler writes for a value that is no exact built-in.

    An opener that fails makes its value opaque, and says why.
    """
    cls = type(value)
    plain = _plain.get(id(cls))
    if plain is not None:
        return make, (plain[0], plain[1](value))
    known = _ready.get(id(cls))
    reducer = known[1] if known is not None else _learned(cls)
    try:
        return reducer(value)
    except (MemoryError, KeyboardInterrupt, RecursionError):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever the code of a value does
        reason = f"opening it raised {type(error).__name__}: {_said(error)}"
        return make, opaque_arguments(cls, reason)


def _learned(cls: type) -> Reducer:
    try:
        reducer = _learn(cls)
    except (MemoryError, KeyboardInterrupt, RecursionError):
        raise
    except BaseException as error:  # noqa: BLE001 - as above
        reason = f"its class cannot be read: {type(error).__name__}: {_said(error)}"
        return lambda value: (make, opaque_arguments(type(value), reason))
    if len(_ready) >= MOST_KEPT:
        _forget()
    if isinstance(reducer, Attributes):
        _plain[id(cls)] = (reducer.name, reducer.read)
    _ready[id(cls)] = (cls, reducer)  # holding the class keeps its id from being given again
    return reducer


def _said(error: BaseException) -> str:
    try:
        return str(error)[:200]
    except Exception:  # noqa: BLE001 - a text that cannot be made is no reason to stop
        return "(its text cannot be made)"


def _learn(cls: type) -> Reducer:
    from . import families

    users = _users_opener(cls)
    if users is not None:
        return _by_user(cls, users)
    _load_libraries(cls)
    family = families.reducer(cls)
    if family is not None:
        return family
    for base in mro(cls):
        found = OPENINGS.get(base)
        if found is not None and (base is cls or not found.exactly):
            return families.opened(cls, base, found)
    return families.by_state(cls)


def _users_opener(cls: type) -> Callable[[Any], Any] | None:
    for base in mro(cls):
        if base in _users:
            return _users[base]
        at = (str(variables(base).get("__module__", "")), base.__qualname__)
        if at in _users_named and _is_at(base, *at):
            return named(_users_named[at])  # type: ignore[no-any-return]
    return None


def _is_at(cls: type, module: str, name: str) -> bool:
    found: Any = sys.modules.get(module)
    for step in name.split("."):
        found = getattr(found, step, None)
    return found is cls


def _by_user(cls: type, function: Callable[[Any], Any]) -> Reducer:
    name = name_of(cls)
    return lambda value: (make, (name, None, function(value)))


def _load_libraries(cls: type) -> None:
    for base in mro(cls):
        top = name_of(base).partition(".")[0]
        top = _CALLED.get(top, top)
        if top in _LIBRARIES and top not in _loaded and top in sys.modules:
            ours = importlib.import_module(f"{__package__}.libraries.{_LIBRARIES[top]}")
            ours.know(sys.modules[top])
            if all(part in sys.modules for part in getattr(ours, "PARTS", ())):
                _loaded.add(top)  # one that loads its parts later is asked again


def _node(node: Node) -> tuple[Any, tuple[Any, ...]]:
    return reduced(node, "")


def _complex(value: complex) -> tuple[Any, tuple[Any, ...]]:
    return make_complex, (value.real, value.imag)


_FIXED: dict[int, tuple[type, Reducer]] = {
    id(Node): (Node, _node),
    id(complex): (complex, _complex),
}


def _forget() -> None:
    _ready.clear()
    _plain.clear()
    _ready.update(_FIXED)


_forget()

VARIABLE = "SWITCHOVER_OPENERS"
"""Names a user's openers to the processes that run sides: `module:Type=module:function;...`."""


def _register_named(text: str) -> None:
    for pair in filter(None, text.split(";")):
        type_name, _, function = pair.partition("=")
        register(type_name, function)


_register_named(os.environ.get(VARIABLE, ""))
