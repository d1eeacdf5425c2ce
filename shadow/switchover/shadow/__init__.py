"""Run control and candidate side by side, and find every difference."""
