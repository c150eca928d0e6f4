"""How the software is configured and routed."""
