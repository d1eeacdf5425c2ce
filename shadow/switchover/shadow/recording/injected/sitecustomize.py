"""Begins the recording in an interpreter that starts, then lets the program's own module follow."""

import os
import sys


def _begin() -> None:
    here = os.path.dirname(os.path.abspath(__file__))
    rooms = os.environ.get("SWITCHOVER_RECORD_FROM", "").split(os.pathsep)
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != here]
    this = sys.modules.pop("sitecustomize")
    try:
        try:
            from switchover.shadow.recording.hook import begin
        except ImportError:
            _offer(rooms)
            from switchover.shadow.recording.hook import begin
        begin()
    except Exception as error:  # noqa: BLE001 - the program goes on, recorded or not
        if os.environ.get("SWITCHOVER_RECORD_DEBUG"):
            print(f"switchover: not recorded: {error!r}", file=sys.stderr)
    try:
        import sitecustomize  # type: ignore[import-not-found]  # noqa: F401 - the program's own
    except ImportError as error:
        sys.modules["sitecustomize"] = this
        if error.name != "sitecustomize":
            raise


def _offer(rooms: "list[str]") -> None:
    """Make this project importable where it is not installed, by its own folders alone."""
    import importlib.util
    import types

    package = sys.modules.get("switchover")
    if package is None:
        package = sys.modules["switchover"] = types.ModuleType("switchover")
        package.__path__ = []
    for place in rooms:
        name = f"switchover.{os.path.basename(place)}"
        spec = importlib.util.spec_from_file_location(
            name, os.path.join(place, "__init__.py"), submodule_search_locations=[place]
        )
        if spec is None or spec.loader is None:
            continue
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        setattr(package, os.path.basename(place), module)
        spec.loader.exec_module(module)


_begin()
