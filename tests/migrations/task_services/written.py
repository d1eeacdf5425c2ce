"""Cases of the plan written as YAML, and both systems run on such a text: workflows as inputs."""

import yaml

from switchover.engine.config import WorkflowConfig
from switchover.migrations.plans.task_services.case import TYPES, Case, cases
from switchover.migrations.plans.task_services.generated import generated
from switchover.migrations.plans.task_services.sides import CANDIDATE, CONTROL
from switchover.migrations.plans.task_services.stage import record, replay

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def written() -> dict[str, str]:
    """Give the cases that both systems have to run alike, by name, each as one document."""
    strict = [case for case in cases().values() if not case.shows]
    found = [*strict, *(generated(number) for number in range(40))]
    return {case.name: _text(case) for case in found}


def _text(case: Case) -> str:
    document = {
        "workflow": _plain(case.workflow.data),
        "input": _plain(case.input),
        "signals": _plain(case.signals),
        "later": _plain(case.later),
        "breaks": list(case.breaks),
        "cancel_after_s": case.cancel_after_s,
    }
    kept = {name: value for name, value in document.items() if value or name == "input"}
    return yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=10**6)


def _plain(value):
    if hasattr(value, "items"):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value  # the engine's texts know their places


def read(text: str) -> Case:
    """Read a case from its text.

    Raises:
        Whatever a text that describes no case raises.
    """
    document = yaml.load(text, Loader=LOADER)
    return Case(
        name="written",
        workflow=WorkflowConfig(document["workflow"], TYPES),
        input=document.get("input") or {},
        signals=tuple((name, given) for name, given in document.get("signals") or ()),
        later=tuple((after, name, given) for after, name, given in document.get("later") or ()),
        breaks=tuple(document.get("breaks") or ()),
        cancel_after_s=document.get("cancel_after_s"),
    )


def control(text: str):
    """Run a written case under the old services."""
    return record(read(text), CONTROL).document()


def candidate(text: str):
    """Run it under the orchestrators, with the answers that the control's tools gave."""
    case = read(text)
    return replay(case, CANDIDATE, record(case, CONTROL).takes).document()
