"""Read by Django."""
