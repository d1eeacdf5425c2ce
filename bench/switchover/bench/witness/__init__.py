"""Deterministic counts beside the clocks: opcodes, and instructions where valgrind is found."""
