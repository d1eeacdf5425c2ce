"""What the tests type: a call has the environment of its test, also what an interpreter's start reads."""

import commands
import pytest

TOLD = "from_the_start.py"


@pytest.mark.parametrize("is_given", [False, True])
def test_a_call_starts_anew_where_its_start_reads_what_a_test_set(tmp_path, monkeypatch, is_given):
    """Given with the call or set in the test's own environment: `PYTHONPATH` reaches the call."""
    assert commands.typed(tmp_path, "--version").returncode == 0
    (tmp_path / "sitecustomize.py").write_text(f"open({str(tmp_path / TOLD)!r}, 'w').close()\n")
    if not is_given:
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    env = {"PYTHONPATH": str(tmp_path)} if is_given else None
    assert commands.typed(tmp_path, "--version", env=env).returncode == 0
    assert (tmp_path / TOLD).exists()
