"""Tags of editorial work."""
