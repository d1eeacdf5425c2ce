"""The fields of a configuration: what each is called, what it accepts, and how two merge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar, cast, overload

from ..errors import EngineError
from .problem import Path, notation

__all__ = ["Field", "FieldError", "FieldKind", "FieldOwner", "MisfitError", "fields_of"]

T_co = TypeVar("T_co", covariant=True)


class FieldOwner(Protocol):
    """Anything that keeps its fields in one plain map."""

    @property
    def data(self) -> Mapping[str, Any]: ...


class MisfitError(ValueError):
    """A value deep inside a field that does not fit: its path from the field on."""

    def __init__(self, value: Any, *path: str | int, expects: str) -> None:
        super().__init__(value)
        self.value, self.path, self.expects = value, path, expects


class FieldError(EngineError, ValueError):
    """A value that its field cannot hold."""

    def __init__(self, path: Path, value: Any, expects: str) -> None:
        super().__init__("SHAPE", f"{notation(path)} must be {expects}", retryable=False)
        self.path, self.value, self.expects = path, value, expects


@dataclass(frozen=True, slots=True)
class FieldKind(Generic[T_co]):
    """What a field accepts, how its plain value is read, and how a second value joins a first.

    Reading is weak, as values come back from templates as text: `"3"` is a whole number, `"true"`
    a flag. `read` raises ValueError for what it cannot hold. `inner` is the record class of a map,
    or of each map in a list, whose fields are looked at too. A value of exactly the class `plain`
    is read as it is, without being looked at.
    """

    expects: str
    read: Callable[[Any], T_co]
    merge: Callable[[Any, Any], Any]
    inner: type[object] | None = None
    plain: type[object] | None = None


class Field(Generic[T_co]):
    """One field of a record: read it as an attribute, typed; absent or null gives the default."""

    __slots__ = ("default", "kind", "name", "plain")

    def __init__(self, kind: FieldKind[T_co], default: T_co, name: str = "") -> None:
        self.kind, self.default, self.name, self.plain = kind, default, name, kind.plain

    def __set_name__(self, owner: type[object], attribute: str) -> None:
        self.name = self.name or attribute

    @overload
    def __get__(self, record: None, owner: type[object]) -> Field[T_co]: ...
    @overload
    def __get__(self, record: FieldOwner, owner: type[object]) -> T_co: ...
    def __get__(self, record: FieldOwner | None, owner: type[object]) -> Field[T_co] | T_co:
        if record is None:
            return self
        value = record.data.get(self.name)
        if value is None:
            return self.default
        if type(value) is self.plain:
            return cast(T_co, value)
        return self.read(value)

    def read(self, value: Any) -> T_co:
        """Read a plain value. Raises FieldError when the field cannot hold it."""
        try:
            return self.kind.read(value)
        except MisfitError as misfit:
            path = (self.name, *misfit.path)
            raise FieldError(path, misfit.value, misfit.expects) from misfit
        except ValueError as error:
            raise FieldError((self.name,), value, self.kind.expects) from error


def fields_of(record: type[object]) -> Mapping[str, Field[Any]]:
    """All fields of a record by the name they have in a file, its base classes' first."""
    return _fields_by_name(record.__mro__)


@cache
def _fields_by_name(owners: tuple[type[object], ...]) -> Mapping[str, Field[Any]]:
    return MappingProxyType(
        {
            field.name: field
            for owner in reversed(owners)
            for field in vars(owner).values()
            if isinstance(field, Field)
        }
    )
