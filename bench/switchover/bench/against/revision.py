"""A pair whose control is the same code at an earlier git revision."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import RevisionError

__all__ = ["Checkout", "checkout"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A revision's files in a folder of their own.

    Attributes:
        commit: Its full hash.
        folder: Where its files are while the checkout is held.
        path: Our `sys.path` with every entry of the repository moved into `folder`.
    """

    commit: str
    folder: Path
    path: tuple[str, ...]


@contextmanager
def checkout(revision: str, *, repository: Path | None = None) -> Iterator[Checkout]:
    """Hold a revision's files, without touching the working tree or git's list of worktrees.

    Raises:
        RevisionError: There is no git repository, or no such revision in it.
    """
    here = repository or Path.cwd()
    outside = f"{here} lies in no git repository"
    root = Path(_git(here, "rev-parse", "--show-toplevel", why=outside).decode().strip())
    named = "--verify", "--end-of-options", f"{revision}^{{commit}}"
    why = f"{root} has no revision {revision!r}: name one of its commits, branches or tags"
    commit = _git(root, "rev-parse", *named, why=why)
    name = commit.decode().strip()
    with tempfile.TemporaryDirectory(prefix="switchover-") as folder:
        archive = io.BytesIO(_git(root, "archive", "--format=tar", name))
        with tarfile.open(fileobj=archive) as files:
            # Python before 3.11.4 has no filters, and takes no argument of that name (PEP 706).
            files.extraction_filter = getattr(tarfile, "data_filter", _as_it_is)
            files.extractall(folder)  # noqa: S202 - filtered, and our own repository's
        moved = tuple(path_at(sys.path, root=root, folder=Path(folder)))
        yield Checkout(commit=name, folder=Path(folder), path=moved)


def _as_it_is(member: tarfile.TarInfo, _: str) -> tarfile.TarInfo:
    return member


def path_at(path: Iterable[str], *, root: Path, folder: Path) -> Sequence[str]:
    """Move the entries of an import path that lie in a repository into a copy of it.

    A virtual environment inside the repository stays where it is: it is not part of a revision.
    """
    return [_moved(Path(entry).absolute(), root, folder) for entry in path]


def _moved(entry: Path, root: Path, folder: Path) -> str:
    installed = {"site-packages", "dist-packages"} & set(entry.parts)
    if entry.is_relative_to(root) and not installed and not entry.is_relative_to(sys.prefix):
        return str(folder / entry.relative_to(root))
    return str(entry)


def _git(folder: Path, *arguments: str, why: str = "") -> bytes:
    """Ask git; where it refuses, `why` says what that means."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=True, timeout=120
        )
    except FileNotFoundError as error:
        raise RevisionError("git is not installed: a revision cannot be checked out") from error
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", b"") or b"").decode(errors="replace").strip()
        asked = " ".join(arguments)
        means = why or f"git {asked} failed in {folder}"
        raise RevisionError(f"{means} ({said or error})") from error
    return done.stdout
