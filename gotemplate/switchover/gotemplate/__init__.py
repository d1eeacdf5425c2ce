"""Go's text/template with sprig's pure functions, compiled to closures and bounded by limits."""

from __future__ import annotations

from ._engine import Template, TemplateEngine
from ._errors import (
    MissingKeyError,
    TemplateError,
    TemplateLimitError,
    TemplateRuntimeError,
    TemplateSyntaxError,
)
from ._json import read_json
from ._limits import Limits
from ._references import Reads
from ._text import scalar_text
from .functions.excluded import EXCLUDED_FUNCTIONS
from .functions.registry import FUNCTIONS

__all__ = [
    "EXCLUDED_FUNCTIONS",
    "FUNCTIONS",
    "Limits",
    "MissingKeyError",
    "Reads",
    "Template",
    "TemplateEngine",
    "TemplateError",
    "TemplateLimitError",
    "TemplateRuntimeError",
    "TemplateSyntaxError",
    "read_json",
    "scalar_text",
]
