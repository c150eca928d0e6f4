"""Questionnaires and their results."""
