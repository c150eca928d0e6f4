"""Tags of the composer's pages."""
