"""Fees: what a service costs at an office, and how it was paid, corrected and paid back."""
