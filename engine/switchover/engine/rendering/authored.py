"""Text that an author wrote, told apart from data by its type.

When a workflow is loaded, each of its texts that is a template becomes an `AuthoredText`, compiled
once and for all, and each map and list that holds one knows where. Nothing else in the engine is
ever rendered: what came out of a template, and what came in as data, is plain text and stays that,
whatever it looks like. To copy a map or to send it through JSON makes data of it; so that nothing
becomes a template by accident, and what is to be one again has to be fetched from the workflow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ..errors import EngineError
from .mentions import NOTHING, References
from .text import Text, compiled, is_template

__all__ = [
    "Authored",
    "AuthoredList",
    "AuthoredMap",
    "AuthoredText",
    "Path",
    "authored",
    "origins",
    "plain",
    "restored",
    "value_at",
]

Path = tuple[str | int, ...]
Skipped = frozenset[str]
NO_NAMES: Final[Skipped] = frozenset()


class Authored:
    """What an author wrote and has a template in it.

    Attributes:
        path: where it stands in the workflow.
    """

    __slots__ = ()

    path: Path

    def mentions(self, skip: Skipped = NO_NAMES) -> References:
        """Give what its templates mention, without those under the names to skip, at any depth."""
        raise NotImplementedError

    def leaves(self, skip: Skipped) -> bool:
        """Whether it has a template under a name to skip, at any depth."""
        raise NotImplementedError


class AuthoredText(str, Authored):
    """A template that an author wrote; as a value it is its source.

    Attributes:
        text: the template, compiled.
    """

    __slots__ = ("path", "text")

    text: Text

    def __new__(cls, source: str, path: Path) -> AuthoredText:
        made = super().__new__(cls, source)
        made.text = compiled(str(source))
        made.path = path
        return made

    def __reduce__(self) -> tuple[type[AuthoredText], tuple[str, Path]]:
        """Copy and pickle as what it is made of: tools keep and send what they are given."""
        return AuthoredText, (str(self), self.path)

    def mentions(self, skip: Skipped = NO_NAMES) -> References:  # noqa: ARG002 - it holds no names
        """Give what it mentions; it has no names in it to be skipped."""
        return self.text.mentions

    def leaves(self, skip: Skipped) -> bool:  # noqa: ARG002
        """Nothing: it has no names in it."""
        return False


class AuthoredMap(dict[str, Any], Authored):
    """A map that an author wrote, with a template somewhere in it; never changed.

    Attributes:
        live: the keys under which there is a template.
    """

    __slots__ = ("_leaves", "_mentions", "live", "path")

    def __init__(self, items: Mapping[str, Any], path: Path) -> None:
        super().__init__(items)
        self.path = path
        self._leaves: dict[Skipped, bool] = {}
        self.live = tuple(key for key, item in items.items() if isinstance(item, Authored))
        self._mentions: dict[Skipped, References] = {}

    def mentions(self, skip: Skipped = NO_NAMES) -> References:
        """Give what its templates mention, without those under the names to skip, at any depth."""
        found = self._mentions.get(skip)
        if found is None:
            found = self._mentions[skip] = _joined(
                self[key].mentions(skip) for key in self.live if key not in skip
            )
        return found

    def leaves(self, skip: Skipped) -> bool:
        """Whether a template stands under a name to skip."""
        found = self._leaves.get(skip)
        if found is None:
            found = any(key in skip or self[key].leaves(skip) for key in self.live)
            self._leaves[skip] = found
        return found


class AuthoredList(list[Any], Authored):
    """A list that an author wrote, with a template somewhere in it; never changed.

    Attributes:
        live: the positions at which there is a template.
    """

    __slots__ = ("_mentions", "live", "path")

    def __init__(self, items: Sequence[Any], path: Path) -> None:
        super().__init__(items)
        self.path = path
        self.live = tuple(index for index, item in enumerate(items) if isinstance(item, Authored))
        self._mentions: dict[Skipped, References] = {}

    def mentions(self, skip: Skipped = NO_NAMES) -> References:
        """Give what its templates mention; a position counts as a name."""
        found = self._mentions.get(skip)
        if found is None:
            found = self._mentions[skip] = _joined(
                self[index].mentions(skip) for index in self.live if str(index) not in skip
            )
        return found

    def leaves(self, skip: Skipped) -> bool:
        """Whether a template stands under a name or a position to skip."""
        return any(str(index) in skip or self[index].leaves(skip) for index in self.live)


def authored(value: Any, path: Path = ()) -> Any:
    """Return what an author wrote, its templates compiled; what holds none stays itself.

    Raises:
        EngineError: ``VALUE_DEPTH`` for a value that nests too deeply.
    """
    try:
        return _authored(value, path)
    except RecursionError:
        text = "the values nest too deeply to be read; flatten them"
        raise EngineError("VALUE_DEPTH", text, retryable=False) from None


def _authored(value: Any, path: Path) -> Any:
    if isinstance(value, Authored):
        return value
    if isinstance(value, str):
        return AuthoredText(value, path) if is_template(value) else value
    if isinstance(value, Mapping):
        entries = {key: _authored(item, (*path, key)) for key, item in value.items()}
        return AuthoredMap(entries, path) if _any_authored(entries.values()) else value
    if isinstance(value, list | tuple):
        items = [_authored(item, (*path, index)) for index, item in enumerate(value)]
        return AuthoredList(items, path) if _any_authored(items) else value
    return value


def plain(value: Any) -> Any:
    """Return a copy that is data: its templates are the texts that they were written as."""
    if isinstance(value, str):
        return value if type(value) is str else str(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def origins(value: Any, place: Path = ()) -> Iterator[tuple[Path, Path]]:
    """Yield where a value holds something authored, and where that stands in the workflow."""
    if isinstance(value, Authored):
        yield place, value.path
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from origins(item, (*place, key))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from origins(item, (*place, index))


def value_at(whole: Any, path: Sequence[str | int]) -> Any:
    """Return what stands at a path, or None."""
    for step in path:
        try:
            whole = whole[step]
        except (KeyError, IndexError, TypeError):
            return None
    return whole


def restored(data: Any, places: Iterable[tuple[Sequence[str | int], Path]], workflow: Any) -> Any:
    """Put what is authored back into data that was read from a file; `places` as from `origins`."""
    for place, origin in places:
        node = value_at(workflow, origin)
        if not place:
            return node
        inner = value_at(data, place[:-1])
        inner[place[-1]] = node
    return data


def _any_authored(items: Any) -> bool:
    return any(isinstance(item, Authored) for item in items)


def _joined(parts: Iterator[References]) -> References:
    whole = NOTHING
    for part in parts:
        whole = whole.joined(part)
    return whole
