"""What a person wrote, with places: documents that know where each value stands, and problems."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .compose import DEFAULT_LIMITS, DocumentLimits
    from .position import Path, Position, notation
    from .problem import Problem, ProblemsError, Severity, Wrapper, raised_as, unwanted
    from .text import decoded
    from .toml_document import TomlDocument, read_toml
    from .yaml_document import YamlDocument, parse_yaml, read_yaml

__all__ = [
    "DEFAULT_LIMITS",
    "DocumentLimits",
    "Path",
    "Position",
    "Problem",
    "ProblemsError",
    "Severity",
    "TomlDocument",
    "Wrapper",
    "YamlDocument",
    "decoded",
    "notation",
    "parse_yaml",
    "raised_as",
    "read_toml",
    "read_yaml",
    "unwanted",
]

_HOMES = {
    ".compose": ("DEFAULT_LIMITS", "DocumentLimits"),
    ".position": ("Path", "Position", "notation"),
    ".problem": ("Problem", "ProblemsError", "Severity", "Wrapper", "raised_as", "unwanted"),
    ".text": ("decoded",),
    ".toml_document": ("TomlDocument", "read_toml"),
    ".yaml_document": ("YamlDocument", "parse_yaml", "read_yaml"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for: PyYAML is needed by YAML alone."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return __all__
