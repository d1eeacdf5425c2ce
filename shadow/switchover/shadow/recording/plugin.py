"""`pytest --record shop.old:price`: what the tests call becomes a corpus."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

__all__ = ["pytest_addoption", "pytest_load_initial_conftests", "pytest_unconfigure"]

_FOLDER = "switchover_recording"


def pytest_addoption(parser: Any) -> None:
    """Offer `--record` and `--record-out`."""
    group = parser.getgroup("switchover")
    group.addoption(
        "--record",
        action="append",
        default=[],
        metavar="MODULE:NAME",
        help="record what this callable is called with and answers; may be given again",
    )
    group.addoption(
        "--record-out", default="calls", metavar="FOLDER", help="folder of what is recorded"
    )


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Begin before any test module is imported; processes that the tests start follow."""
    options = early_config.known_args_namespace
    targets = getattr(options, "record", [])
    if not targets or os.environ.get("PYTEST_XDIST_WORKER"):
        return
    import pytest

    from .environment import recording_environment
    from .errors import RecordingError
    from .hook import begin
    from .merge import begin_folder
    from .settings import RecordingSettings, chosen_key

    folder = Path(options.record_out).absolute()
    try:
        begin_folder(folder, RecordingSettings(tuple(targets), chosen_key()), replace=False)
    except RecordingError as error:
        raise pytest.UsageError(str(error)) from error
    os.environ.update(recording_environment(folder, os.environ))
    setattr(early_config, _FOLDER, folder)
    begin(str(folder))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Write the corpora, once all processes of the run are over."""
    folder = getattr(config, _FOLDER, None)
    if folder is None:
        return
    from .hook import installed
    from .merge import finish

    recorder = installed()
    if recorder is not None:
        recorder.close()
    reporter: Any = config.pluginmanager.getplugin("terminalreporter")
    for one in finish(folder):
        said = f"{one.target}: {one.inputs:,} inputs of {one.calls:,} calls, in {one.file}"
        if reporter is not None:
            reporter.write_line("; ".join([said, *one.notes]))
