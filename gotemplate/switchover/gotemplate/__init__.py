"""Go's text/template with sprig's pure functions, compiled to closures and bounded by limits."""

from __future__ import annotations

from ._engine import TemplateEngine
from ._errors import (
    MissingKeyError,
    Place,
    TemplateError,
    TemplateLimitError,
    TemplateRuntimeError,
    TemplateSyntaxError,
)
from ._limits import Limits
from ._precision import precise_number
from .functions.excluded import EXCLUDED_FUNCTIONS
from .functions.registry import FUNCTIONS

__all__ = [
    "EXCLUDED_FUNCTIONS",
    "FUNCTIONS",
    "Limits",
    "MissingKeyError",
    "Place",
    "TemplateEngine",
    "TemplateError",
    "TemplateLimitError",
    "TemplateRuntimeError",
    "TemplateSyntaxError",
    "precise_number",
]
