"""YAML documents as the ground reads them; what is wrong with one is an error of the engine."""

from __future__ import annotations

from pathlib import Path as FilePath

from switchover.ground import written
from switchover.ground.written import DEFAULT_LIMITS, DocumentLimits, raised_as
from switchover.ground.written import YamlDocument as Document

from .problem import ConfigError

__all__ = ["Document", "parse_yaml", "read_yaml"]


def parse_yaml(
    text: str, name: str = "<text>", *, limits: DocumentLimits = DEFAULT_LIMITS, pure: bool = False
) -> Document:
    """Read YAML text as the ground does, with what it refuses as an error of configurations.

    Raises:
        ConfigError: with every fault, each at its position.
    """
    with raised_as(ConfigError):
        return written.parse_yaml(text, name, limits=limits, pure=pure)


def read_yaml(path: str | FilePath, *, limits: DocumentLimits = DEFAULT_LIMITS) -> Document:
    """Read a UTF-8 YAML file as `parse_yaml` does. Raises OSError when it cannot be opened."""
    with raised_as(ConfigError):
        return written.read_yaml(path, limits=limits)
