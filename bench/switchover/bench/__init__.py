"""Paired latency, memory and leaks, judged against a budget."""
