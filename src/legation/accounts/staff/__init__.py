"""Roles, grants, permissions."""
