"""The functions that a template can call, by subject."""
