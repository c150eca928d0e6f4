"""How the ministry answers people."""
