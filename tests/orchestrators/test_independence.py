"""Each type is a package of its own."""

import subprocess
import sys

import pytest

from switchover.orchestrators import BUILTIN

ROOM = "switchover.orchestrators"
TYPES = [found.name for found in BUILTIN]


@pytest.mark.parametrize("name", TYPES)
def test_a_type_comes_without_its_siblings(name: str) -> None:
    """Importing one type loads none of the others, and not the system of them all."""
    code = f"import sys, {ROOM}.{name}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert f"{ROOM}.{name}.orchestrator" in loaded
    siblings = {f"{ROOM}.{other}" for other in TYPES if other != name}
    assert loaded & (siblings | {f"{ROOM}.builtin", f"{ROOM}.system"}) == set()


def test_a_name_that_nobody_exports() -> None:
    """The room says which name it does not have."""
    import switchover.orchestrators as room

    with pytest.raises(AttributeError, match="'nothing'"):
        _ = room.nothing
    assert set(room.__all__) <= set(dir(room))
