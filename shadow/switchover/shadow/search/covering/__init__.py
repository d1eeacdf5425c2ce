"""Inputs that cover what is known: alternatives, pairs of choices, names that lead on."""
