"""What the demonstration shows of the desk."""

from legation.casework.desk.replying import demonstration as replying


def load() -> None:
    """Each part does nothing twice."""
    replying.load()
