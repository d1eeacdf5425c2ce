"""A shop whose invoices are about to be made by new code."""
