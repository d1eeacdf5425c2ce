"""The two loaders as functions of one document."""

from __future__ import annotations

import yaml


def in_python(text: str) -> object:
    """Load a document with the loader written in Python."""
    return yaml.load(text, Loader=yaml.SafeLoader)


def in_c(text: str) -> object:
    """Load a document with the loader that binds libyaml."""
    return yaml.load(text, Loader=yaml.CSafeLoader)
