"""Plans that bind a control to a candidate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchover.ground import late
from switchover.ground.written import Problem

if TYPE_CHECKING:
    from .adhoc import plan_for_pair
    from .catalogue import find_plan, load_shipped, shipped
    from .check import run_plans
    from .compare import preview
    from .corpus import Call, Corpus
    from .doctor import Examination, examine
    from .drafting import draft, write_plan
    from .loading import load_plan, load_rules
    from .measure import measured
    from .method import AS_PLANNED, Method, read_then
    from .opening import open_source
    from .plan import CHECKS, PLAN_FILE, Budget, Check, Coverage, Pair, Plan
    from .problem import InputError, MigrationError, MissingPartError
    from .progress import Watcher
    from .reproducing import NotReproducedError, Reproduced, reproduce
    from .routes import Side, open_routes
    from .sample import write_sample
    from .searching import Effort, Searched, search_plans
    from .soundness import plan_problems
    from .source import Folder, Items, Lines
    from .strengthening import Minimised, Strengthened, minimise, strengthen

__all__ = [
    "AS_PLANNED",
    "CHECKS",
    "PLAN_FILE",
    "Budget",
    "Call",
    "Check",
    "Corpus",
    "Coverage",
    "Effort",
    "Examination",
    "Folder",
    "InputError",
    "Items",
    "Lines",
    "Method",
    "MigrationError",
    "Minimised",
    "MissingPartError",
    "NotReproducedError",
    "Pair",
    "Plan",
    "Problem",
    "Reproduced",
    "Searched",
    "Side",
    "Strengthened",
    "Watcher",
    "draft",
    "examine",
    "find_plan",
    "load_plan",
    "load_rules",
    "load_shipped",
    "measured",
    "minimise",
    "open_routes",
    "open_source",
    "plan_for_pair",
    "plan_problems",
    "preview",
    "read_then",
    "reproduce",
    "run_plans",
    "search_plans",
    "shipped",
    "strengthen",
    "write_plan",
    "write_sample",
]

# Late, for a command needs few of them: what reads plan files or measures takes a while to import.
__getattr__, __dir__ = late(
    globals(),
    {
        ".adhoc": "plan_for_pair",
        ".catalogue": "find_plan load_shipped shipped",
        ".check": "run_plans",
        ".compare": "preview",
        ".corpus": "Call Corpus",
        ".doctor": "Examination examine",
        ".drafting": "draft write_plan",
        ".loading": "load_plan load_rules",
        ".measure": "measured",
        ".method": "AS_PLANNED Method read_then",
        ".opening": "open_source",
        ".plan": "CHECKS PLAN_FILE Budget Check Coverage Pair Plan",
        ".problem": "InputError MigrationError MissingPartError",
        ".progress": "Watcher",
        ".reproducing": "NotReproducedError Reproduced reproduce",
        ".routes": "Side open_routes",
        ".sample": "write_sample",
        ".searching": "Effort Searched search_plans",
        ".soundness": "plan_problems",
        ".source": "Folder Items Lines",
        ".strengthening": "Minimised Strengthened minimise strengthen",
    },
)
