"""One convention: of its own a room imports by relative names, of others what their faces offer."""

from __future__ import annotations

import ast
import functools
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = [folder.name for folder in sorted(ROOT.iterdir()) if (folder / "switchover").is_dir()]

BEHIND = {
    "switchover.engine.rendering.text": "legacy",  # the compiler is on no face: decision 0006
}
"""What one room may take from behind a face. A line may go, none may come."""


@functools.cache
def imports(room: str) -> list[tuple[Path, ast.ImportFrom | ast.Import]]:
    """Give every import statement of a room, also those inside functions."""
    return [
        (file, node)
        for file in sorted((ROOT / room / "switchover" / room).rglob("*.py"))
        if file.name != "sitecustomize.py"  # the interpreter runs it as a module of its own
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import)
    ]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_its_own_by_relative_names(room: str) -> None:
    """A room could be moved, and one sees at a glance what comes from outside."""
    own = f"switchover.{room}"
    found = imports(room)
    assert found
    absolute = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file, node in found
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
        if not getattr(node, "level", 0) and (name == own or name.startswith(f"{own}."))
    ]
    assert not absolute, "write: from .module import name"


def offered(module: str, name: str) -> bool:
    """Whether a module is a face, and offers a name: a room's package, or a package right in it.

    A face offers what its `__all__` lists; a room's own face offers also the faces in it.
    """
    room, *inner = module.split(".")[1:]
    folder = Path(ROOT, room, "switchover", room, *inner)
    if len(inner) > 1 or not (folder / "__init__.py").exists():
        return False
    inside = folder / name / "__init__.py"
    return name in importlib.import_module(module).__all__ or (not inner and inside.exists())


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_of_others_what_their_faces_offer(room: str) -> None:
    """So a room can order its files anew, and no other one has to know."""
    behind = [
        f"{file.relative_to(ROOT)}:{node.lineno}: {module} {alias.name}"
        for file, node in imports(room)
        if isinstance(node, ast.ImportFrom) and not node.level
        for module in [node.module or ""]
        if module.startswith("switchover.") and BEHIND.get(module) != room
        for alias in node.names
        if not offered(module, alias.name)
    ]
    assert not behind, "import what the room's face offers, or let it offer more"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_imported_by_its_name(room: str) -> None:
    """`import switchover.room.module` would go behind every face."""
    named = [
        alias.name
        for _, node in imports(room)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name.startswith("switchover.")
    ]
    assert all(name.count(".") == 1 for name in named)


@pytest.mark.parametrize("module", BEHIND)
def test_what_goes_behind_a_face_is_still_needed(module: str) -> None:
    """An exception that nobody uses any more has to go."""
    used = {node.module for _, node in imports(BEHIND[module]) if isinstance(node, ast.ImportFrom)}
    assert module in used


def faces() -> list[str]:
    """Every package of the rooms that another may import from."""
    return [
        ".".join(("switchover", *folder.parent.relative_to(ROOT / room / "switchover").parts))
        for room in ROOMS
        for folder in sorted((ROOT / room / "switchover" / room).rglob("__init__.py"))
        if len(folder.relative_to(ROOT / room).parts) < 5
    ]


@pytest.mark.parametrize("face", faces())
def test_a_face_gives_what_it_offers(face: str) -> None:
    """Also what it imports only when it is asked for, and nothing that is not there."""
    module = importlib.import_module(face)
    for name in getattr(module, "__all__", ()):
        assert getattr(module, name) is not None
    with pytest.raises(AttributeError):
        _ = module.nothing_of_that_name


def module_of(file: Path) -> str:
    """The dotted name of a module of a room."""
    parts = file.relative_to(ROOT).with_suffix("").parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported() -> dict[str, set[str]]:
    """Which names of each module other modules of the rooms import; private ones are not asked."""
    modules = {
        module_of(file)
        for room in ROOMS
        for file in (ROOT / room / "switchover" / room).rglob("*.py")
    }
    found = dict[str, set[str]]()
    for file, node in (one for room in ROOMS for one in imports(room)):
        if not isinstance(node, ast.ImportFrom) or {"samples", "injected"} & set(file.parts):
            continue
        module = node.module or ""
        if node.level:
            inside = module_of(file).split(".") + [""] * (file.name == "__init__.py")
            module = ".".join(filter(None, [*inside[: -node.level], module]))
        if module in modules:
            found.setdefault(module, set()).update(
                alias.name
                for alias in node.names
                if alias.name[0] != "_" and f"{module}.{alias.name}" not in modules
            )
    return found


def test_a_module_lists_what_others_import_from_it() -> None:
    """Its `__all__` tells at a glance what may not change alone."""
    lacking = dict[str, list[str]]()
    for module, names in imported().items():
        path = ROOT.joinpath(module.split(".")[1], *module.split("."))
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        listed = next(
            (
                set(ast.literal_eval(node.value))
                for node in ast.parse(file.read_text("utf-8")).body
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
            ),
            set[str](),
        )
        if names - listed:
            lacking[module] = sorted(names - listed)
    assert not lacking, "list them in `__all__`"


@pytest.mark.parametrize("room", ROOMS)
def test_no_late_name_is_that_of_a_module_beside_it(room: str) -> None:
    """Once the module is imported, by whomever, it would be given in place of what it offers."""
    for face in sorted((ROOT / room / "switchover" / room).rglob("__init__.py")):
        calls = [
            node
            for node in ast.walk(ast.parse(face.read_text("utf-8")))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "late"
        ]
        modules = {each.stem for each in face.parent.iterdir()}
        for call in calls:
            homes = ast.literal_eval(call.args[1])
            late = {name for names in homes.values() for name in names.split()}
            assert not late & modules, face
