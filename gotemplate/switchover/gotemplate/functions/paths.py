"""Sprig's functions on paths, all with ``/``: a template means the same on every system.

Source: Go's path package.
"""

from __future__ import annotations

from .._call import Registry

__all__ = ["PATHS"]

PATHS = Registry()


@PATHS.function("clean osClean", "string")
def clean(path: str) -> str:
    """Give the shortest path to the same place, by the names alone."""
    rooted = path.startswith("/")
    names: list[str] = []
    for name in path.split("/"):
        if name == ".." and names and names[-1] != "..":
            names.pop()
        elif name == ".." and rooted:
            continue
        elif name not in {"", "."}:
            names.append(name)
    return ("/" if rooted else "") + "/".join(names) or "."


@PATHS.function("base osBase", "string")
def base(path: str) -> str:
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


@PATHS.function("dir osDir", "string")
def directory(path: str) -> str:
    head, slash, _ = path.rpartition("/")
    return clean(head + slash)


@PATHS.function("ext osExt", "string")
def extension(path: str) -> str:
    name = path.rpartition("/")[2]
    return name[name.rfind(".") :] if "." in name else ""


@PATHS.function("isAbs osIsAbs", "string")
def is_absolute(path: str) -> bool:
    return path.startswith("/")
