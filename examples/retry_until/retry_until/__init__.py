"""The task type `retry_until`: a task is run again until its output fulfils a condition."""

from retry_until.orchestrator import RetryUntilOrchestrator
from retry_until.view import RetryUntilTask
from switchover.orchestrators import TaskType

__all__ = ["RetryUntilOrchestrator", "RetryUntilTask", "task_type"]

task_type = TaskType(view=RetryUntilTask, build=RetryUntilOrchestrator, origin="retry-until")
