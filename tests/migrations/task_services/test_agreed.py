"""What was agreed of the cases with a chosen difference."""

from switchover.migrations.plans.task_services import sides
from switchover.migrations.plans.task_services.agreed import FILE, agreed, lines
from switchover.migrations.plans.task_services.case import cases


def test_every_chosen_case_is_agreed_on_and_no_other() -> None:
    """A case that comes to be chosen is missed, and so is one that is no more."""
    chosen = {case.name for case in cases().values() if case.shows}
    assert {name for name in cases() if agreed(name)} == chosen
    assert sum(1 for line in FILE.read_text(encoding="utf-8").splitlines() if line) > len(chosen)


def test_what_is_kept_is_the_whole_document() -> None:
    """The lines of a document give the document again, empty parts among them."""
    for name in ("data-in-route", "parallel-race", "wait-signal"):
        document = sides.run_candidate(name)
        assert agreed(name) == document
        assert sum(1 for _ in lines(name, document)) > len(document)
