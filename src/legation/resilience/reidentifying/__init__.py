"""Trying to find respondents of an anonymous survey again, with everything that an operator can copy."""
