"""Access records and statistics."""
