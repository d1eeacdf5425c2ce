"""How the run loop's activities reach the orchestrators."""

from switchover.orchestrators.activities.adapter import OrchestratedServices

__all__ = ["OrchestratedServices"]
