"""Daily encrypted copies, restoring, verifying."""
