"""Classes, functions, methods, modules: what they are called, and what they do.

The code of functions is compared within one version of Python only.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import types
from typing import Any

from ..node import Node
from ..standing import original
from .classes import is_named, name_of, variables
from .opening import opens, present, told_apart

__all__: list[str] = []


@opens(type, whole=True)
def _class(value: Any) -> Node:
    return Node(type="type", base=name_of(value), fields=None if is_named(value) else _body(value))


_NO_BODY = frozenset(
    {
        "__dict__", "__weakref__", "__module__", "__doc__", "__qualname__", "__firstlineno__",
        "__static_attributes__", "_abc_impl", "__abstractmethods__", "__dataclass_params__",
    }
)  # fmt: skip


def _body(cls: Any) -> dict[str, Any]:
    """Give what a class holds that was made on the way, and is found under no name."""
    held = {name: part for name, part in variables(cls).items() if name not in _NO_BODY}
    held = {n: p for n, p in held.items() if type(p) is not types.MemberDescriptorType}
    made = {"bases": cls.__bases__, "metaclass": None if type(cls) is type else type(cls)}
    return told_apart(present(made), held)


@opens(types.FunctionType, whole=True)
def _function(value: Any) -> Node:
    read = {name: vars(types.FunctionType)[name].__get__(value) for name in _OF_FUNCTION}
    fields: dict[str, Any] = {"code": read["__code__"]}
    for name in ("__defaults__", "__kwdefaults__"):
        if read[name]:
            fields[name.strip("_")] = read[name]
    fields.update(_renamed(read, vars(types.FunctionType)["__doc__"].__get__(value)))
    cells = read["__closure__"]
    if cells:
        names = read["__code__"].co_freevars
        fields["cells"] = dict(zip(names, cells))
    if read["__dict__"]:
        told_apart(fields, read["__dict__"])
    module = value.__module__
    name = read["__qualname__"]
    return Node(type="function", base=f"{module}.{name}", fields=fields)


_OF_FUNCTION = (
    "__code__", "__defaults__", "__kwdefaults__", "__closure__", "__dict__", "__qualname__",
    "__name__", "__annotations__",
)  # fmt: skip


def _renamed(read: dict[str, Any], doc: Any) -> dict[str, Any]:
    """Give what a function is called and says of itself, where its code does not say so."""
    code = read["__code__"]
    said = code.co_consts[0] if code.co_consts else None
    return present(
        {
            "name": None if read["__name__"] == code.co_name else read["__name__"],
            "doc": None if doc == said else doc,
            "annotations": read["__annotations__"] or None,
        }
    )


@opens(types.CodeType)
def _code(value: Any) -> Node:
    value = original(value)
    names = ("co_names", "co_varnames", "co_freevars", "co_cellvars")
    fields: dict[str, Any] = {name[3:]: list(getattr(value, name)) for name in names}
    counts = (value.co_argcount, value.co_posonlyargcount, value.co_kwonlyargcount, value.co_flags)
    constants = list(value.co_consts)
    table = getattr(value, "co_exceptiontable", b"")
    fields.update(counts=counts, constants=constants, bytecode=value.co_code, handlers=table)
    return Node(type="code", fields=fields)


@opens(types.CellType)
def _cell(value: Any) -> Node:
    try:
        return Node(type="cell", items=[value.cell_contents])
    except ValueError:
        return Node(type="cell", items=[])


@opens(types.MethodType)
def _method(value: Any) -> Node:
    return Node(type="method", fields={"function": value.__func__, "self": value.__self__})


@opens(types.BuiltinFunctionType)
def _built_in(value: Any) -> Node:
    owner = value.__self__
    if owner is None or isinstance(owner, types.ModuleType):
        return Node(base=f"{value.__module__ or ''}.{value.__qualname__}".lstrip("."))
    return Node(base=value.__qualname__, fields={"self": owner})


@opens(types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType)
@opens(types.GetSetDescriptorType, types.MemberDescriptorType)
def _descriptor(value: Any) -> Node:
    return Node(base=f"{name_of(value.__objclass__)}.{value.__name__}")


@opens(types.MethodWrapperType)
def _wrapper(value: Any) -> Node:
    return Node(base=value.__name__, fields={"self": value.__self__})


@opens(types.ModuleType, whole=True)
def _module(value: Any) -> Node:
    name = vars(value).get("__name__")
    if sys.modules.get(str(name)) is value:
        return Node(base=name)
    return Node(base=str(name), fields=dict(vars(value)))


@opens(staticmethod, classmethod)
def _bound_later(value: Any) -> Node:
    return Node(fields={"function": value.__func__})


@opens(property)
def _property(value: Any) -> Node:
    doc = vars(property)["__doc__"].__get__(value)
    is_of_function = type(value.fget) is types.FunctionType and value.fget.__doc__ == doc
    fields = {"get": value.fget, "set": value.fset, "delete": value.fdel}
    return Node(fields={**fields, **present({"doc": None if is_of_function else doc})})


@opens(functools.partial)
def _partial(value: Any) -> Node:
    fields = {"function": value.func, "args": value.args, "keywords": value.keywords}
    return Node(fields=fields)


@opens(contextlib._GeneratorContextManager, contextlib._AsyncGeneratorContextManager)  # noqa: SLF001
def _not_entered(_: Any) -> Node:
    why = "a context manager whose body has not run: compare functions that enter it"
    return Node(opaque=why)
