"""Where it was measured: what was found, what to warn of, and which runs may be compared."""
