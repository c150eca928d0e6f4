"""Fees: paid, corrected, paid back, and never twice."""
