"""Legation: the joint website of a foreign ministry, which proves that it keeps its policy."""

__version__ = "0.1.0"
