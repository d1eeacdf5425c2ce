"""What is never mutated, since no run can tell it or no user is meant to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

__all__ = ["protected"]

_LOGS = frozenset(("critical", "debug", "error", "exception", "info", "log", "warn", "warning"))
_LOGGERS = frozenset(("log", "logger", "logging"))
_TYPE_MAKERS = frozenset(("NewType", "ParamSpec", "TypeVar", "TypeVarTuple"))
_DUNDERS = frozenset(("__all__", "__slots__", "__match_args__"))
_BUILTIN = frozenset(("dict", "frozenset", "list", "set", "tuple"))
_CONTAINERS = _BUILTIN | {"Counter", "OrderedDict", "defaultdict", "deque"}
_ALIASES = frozenset(("Annotated", "Callable", "Literal", "Optional", "Union"))


def protected(node: ast.AST) -> Iterator[ast.AST]:
    """Name the children of a node that stay as they are, with all below them.

    Annotations and type aliases, docstrings, `__all__` and `__slots__`, blocks for the type
    checker, imports, assertions, decorators and class keywords, overloads, what is logged, the type
    that `cast` is told, and what an empty container says that it will hold (`list[int]()`).
    """
    for field in ("annotation", "returns"):
        child = getattr(node, field, None)
        if isinstance(child, ast.AST):
            yield child
    yield from getattr(node, "decorator_list", ())
    yield from getattr(node, "type_params", ())
    if isinstance(node, ast.ClassDef):
        yield from (*node.bases, *node.keywords)
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield from node.body[: 1 if ast.get_docstring(node, clean=False) is not None else 0]
    if isinstance(node, ast.Call) and _called(node) == "cast":
        yield from node.args[:1]
    if isinstance(node, ast.Call) and _is_container(node.func):
        yield node.func
    if isinstance(node, ast.If) and _for_checkers(node.test):
        yield node.test
        yield from node.body
    yield from (child for child in ast.iter_child_nodes(node) if _stays(child))


def _stays(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Assert | ast.expr_context):
        return True
    if isinstance(node, ast.Expr):
        value = node.value
        documents = isinstance(value, ast.Constant) and isinstance(value.value, str)
        return documents or (isinstance(value, ast.Call) and _logs(value))
    if isinstance(node, ast.Call):
        return _logs(node)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return any(_last(each) == "overload" for each in node.decorator_list)
    return _names_types(node) or type(node).__name__ == "TypeAlias"


def _names_types(node: ast.AST) -> bool:
    if isinstance(node, ast.AnnAssign):
        return _last(node.annotation) == "TypeAlias" or _last(node.target) in _DUNDERS
    if not isinstance(node, ast.Assign):
        return False
    if any(_last(target) in _DUNDERS for target in node.targets):
        return True
    value = node.value
    if isinstance(value, ast.Call):
        return _called(value) in _TYPE_MAKERS
    named = all(_last(target)[:1].isupper() for target in node.targets)
    return named and isinstance(value, ast.Subscript) and _is_type(value.value)


def _is_type(node: ast.expr) -> bool:
    name = _last(node)
    return name in _ALIASES or name in _BUILTIN or name == "type"


def _is_container(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and _last(node.value) in _CONTAINERS


def _for_checkers(test: ast.expr) -> bool:
    if isinstance(test, ast.Compare):
        left = test.left
        return isinstance(left, ast.Name) and left.id == "__name__"
    return _last(test) == "TYPE_CHECKING"


def _logs(node: ast.Call) -> bool:
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in _LOGS:
        return False
    return _last(node.func.value).strip("_").lower() in _LOGGERS


def _called(node: ast.Call) -> str:
    return _last(node.func)


def _last(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return _last(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
