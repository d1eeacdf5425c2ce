"""The old task services: shared services that switch on the task type."""
