"""The run loop, the seam to a task system, and the environments it runs in."""
