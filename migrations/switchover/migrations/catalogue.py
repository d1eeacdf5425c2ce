"""The plans that come with the package: each a folder with a `switchover.toml`."""

from __future__ import annotations

from pathlib import Path

from switchover.ground import near
from switchover.ground.written import Position, Problem
from switchover.reports import PlanRun

from .plan import PLAN_FILE, Plan
from .problem import InputError, MissingPartError

__all__ = ["find_plan", "load_shipped", "shipped"]

FOLDER = Path(__file__).parent / "plans"


def shipped() -> dict[str, Path]:
    """Find the shipped plans by name. A new folder is a new plan; nothing else lists them."""
    found = sorted(FOLDER.glob(f"*/{PLAN_FILE}"))
    return {file.parent.name.replace("_", "-"): file for file in found}


def load_shipped() -> list[Plan | PlanRun]:
    """Load every shipped plan; one whose library is absent becomes a skipped one, with the reason.

    Raises:
        InputError: a plan has problems.
    """
    from .loading import load_plan

    plans = list[Plan | PlanRun]()
    for name, file in shipped().items():
        try:
            plans.append(load_plan(file))
        except MissingPartError as error:
            plans.append(PlanRun(name=name, skipped=f"needs {error.told}"))
    return plans


def find_plan(name: str) -> Plan:
    """Load a plan by its path (file or folder), or by the name of a shipped one.

    Raises:
        InputError: there is no such plan, or it has problems.
        MissingPartError: it needs a module that is not installed.
    """
    from .loading import load_plan  # with what checks a file's tables, which a pair does without

    place = Path(name)
    if place.exists():
        return load_plan(place)
    plans = shipped()
    if name in plans:
        return load_plan(plans[name])
    hint = near(name, list(plans)) or f"shipped plans: {', '.join(plans)}"
    remedy = f"{hint}; 'switchover init' writes a plan file"
    raise InputError([Problem(message="no such plan", position=Position(name), remedy=remedy)])
