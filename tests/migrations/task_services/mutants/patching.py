"""Changes to the new system that last as long as a block: nothing of them is shipped."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

Patch = tuple[Any, str, Any]
"""An object, the name of one of its attributes, and what stands there while the block lasts."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A defect of the rewrite, planted.

    Attributes:
        number: of the difference it plants.
        what: what the new system does then.
        patches: how it is made to.
    """

    number: str
    what: str
    patches: Callable[[], list[Patch]]

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Let the new system have the defect inside the block."""
        with ExitStack() as stack:
            for target, name, value in self.patches():
                stack.enter_context(mock.patch.object(target, name, value))
            yield


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """A difference that no change to an orchestrator can plant, or that nothing could show."""

    number: str
    why: str
