"""The plans that come with the package: each a folder with a `switchover.toml`."""

from __future__ import annotations

from pathlib import Path

from .loading import PLAN_FILE, load_plan
from .plan import Plan
from .problem import InputError, Problem, near

FOLDER = Path(__file__).parent / "plans"


def shipped() -> dict[str, Path]:
    """Find the shipped plans by name. A new folder is a new plan; nothing else lists them."""
    found = sorted(FOLDER.glob(f"*/{PLAN_FILE}"))
    return {file.parent.name.replace("_", "-"): file for file in found}


def find_plan(name: str) -> Plan:
    """Load a plan by its path (file or folder), or by the name of a shipped one.

    Raises:
        InputError: there is no such plan, or it has problems.
        MissingPartError: it needs a module that is not installed.
    """
    place = Path(name)
    if place.exists():
        return load_plan(place)
    plans = shipped()
    if name in plans:
        return load_plan(plans[name])
    hint = near(name, list(plans)) or f"shipped plans: {', '.join(plans)}"
    remedy = f"{hint}; 'switchover init' writes a plan file"
    raise InputError([Problem(what="no such plan", file=name, remedy=remedy)])
