"""The tamper-evident record of who did what, to whom, why."""
