"""The case: its life, its clock, its messages."""
