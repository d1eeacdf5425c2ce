"""Stands in for tools that nobody bound: gives the input back, made to fit the output's schema."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from ..config.schemas import Schemas
from ..context import ToolCall
from .errors import ToolError
from .fitting import fitting

__all__ = ["EchoTools"]


class EchoTools:
    """Echoes each call's input; what its output schema requires beyond that is made up."""

    def __init__(self) -> None:
        self._schemas = Schemas()

    async def call(self, request: ToolCall) -> Any:
        """Return the input, or the nearest to it that fits.

        Raises:
            ToolError: ``ECHO_UNFIT`` when no fitting value was found, as for a pattern.
        """
        schema = request.output_schema
        if schema is None:
            return deepcopy(request.input)
        for candidate in self._candidates(schema, request):
            if not self._schemas.violations(schema, candidate):
                return deepcopy(candidate)
        text = "has an output schema that no made-up value fits; bind it to a function"
        raise ToolError("ECHO_UNFIT", request, text, retryable=False)

    def _candidates(self, schema: Mapping[str, Any], request: ToolCall) -> Any:
        yield request.input
        made = fitting(schema, name=request.action or request.id)
        if isinstance(made, dict):
            yield {**made, **request.input}
            yield {**made, **self._useful(schema, request.input)}
        yield made

    def _useful(self, schema: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Give the part of the input that the schema has a place for."""
        properties, shared = schema.get("properties") or {}, schema.get("$defs") or {}
        return {
            name: value
            for name, value in given.items()
            if isinstance(inner := properties.get(name), Mapping)
            and not self._schemas.violations({"$defs": shared, **inner}, value)
        }
