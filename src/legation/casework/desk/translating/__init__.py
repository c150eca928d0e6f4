"""Unofficial translations of letters, beside the original and for colleagues only."""
