"""Typed comparison of trees: what counts as equal, and where two values differ."""
