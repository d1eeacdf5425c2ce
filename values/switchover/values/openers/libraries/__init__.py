"""Openers for values of libraries. Each module is asked with its library, once that is loaded."""
