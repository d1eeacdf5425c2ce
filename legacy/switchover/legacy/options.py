"""Where the old services may be more lenient than they were."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["STRICT", "Options"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Deviations from the old behaviour, each needed by workflows that are in use.

    Attributes:
        cel_selectors: a router's condition that has no braces and names no route is evaluated as
            CEL. The old selector was text only; workflows written later hold expressions.
        scoped_items: a child of a collection, and all tasks below it, see their item under its
            names whenever they are rendered, and a nested one runs with its own expanded
            configuration. The old services gave that the template as written, and knew custom
            names while they expanded the collection alone.
        lost_outputs_pass: a container does not wait for the outputs of nested tasks, which never
            reach their rows. The old services tried again until they gave up.
    """

    cel_selectors: bool = True
    scoped_items: bool = True
    lost_outputs_pass: bool = True


STRICT = Options(cel_selectors=False, scoped_items=False, lost_outputs_pass=False)
"""The old services to the letter."""
