"""Attacks on a restored twin."""
