"""Online service requests."""
