"""Django's SQLite back end, hardened."""
