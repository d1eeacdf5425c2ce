"""What a person wrote, with places: documents that know where each value stands, and problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import late

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

# Late, for PyYAML is needed by YAML alone.
__getattr__, __dir__ = late(
    globals(),
    {
        ".compose": "DEFAULT_LIMITS DocumentLimits",
        ".position": "Path Position notation",
        ".problem": "Problem ProblemsError Severity Wrapper raised_as unwanted",
        ".text": "decoded",
        ".toml_document": "TomlDocument read_toml",
        ".yaml_document": "YamlDocument parse_yaml read_yaml",
    },
)
