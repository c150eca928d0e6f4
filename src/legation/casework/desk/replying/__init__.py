"""Texts from which officers start a reply, written by one person and approved by another."""
