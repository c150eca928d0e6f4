"""Registering and leaving; writing, sending and answering notices. One operation, one transaction."""
