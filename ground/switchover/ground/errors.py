"""The one base of all errors of this project that are raised to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, ClassVar

__all__ = ["IN_MESSAGE", "SwitchoverError"]

IN_MESSAGE = ""
"""The remedy of errors whose messages each say what to do."""


class SwitchoverError(Exception):
    """Something to be told to who uses the project: an input, a file or a machine is not as needed.

    Every room has a base of its own that derives from this one. The command tells such an error in
    its own words, without a traceback; any other exception is a defect, and is told as one.

    Attributes:
        code: What happened, for a program: by default the class's name, `NO_RECORDS` for
            `NoRecordsError`.
        place: Where, as `file:line:column`; None where there is no such place.
        remedy: What to do; the command says it behind the message. Every class decides on it, or
            one that it derives from does: a sentence, or `IN_MESSAGE`.
        exit_code: What a command ends with that this error ended.
    """

    code: str = "SWITCHOVER"
    place: Any = None
    remedy: str = IN_MESSAGE
    exit_code: ClassVar[int] = 2

    def __init_subclass__(cls, **given: object) -> None:
        super().__init_subclass__(**given)
        if "code" not in cls.__dict__:
            cls.code = _code(cls.__name__)

    @property
    def message(self) -> str:
        """What happened, without code and place."""
        return str(self.args[0]) if self.args else ""


def _code(name: str) -> str:
    """Write a class's name as a code."""
    name = name.removesuffix("Error")
    return "".join(f"_{one}" if one.isupper() else one.upper() for one in name).lstrip("_")
