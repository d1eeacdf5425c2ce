"""The new system: one package per task type behind small interfaces and a factory."""
