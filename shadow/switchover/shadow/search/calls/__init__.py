"""Recorded calls as documents: their places, which are alike, and the file of finds."""
