"""Django's PostgreSQL back end in a schema of its own."""
