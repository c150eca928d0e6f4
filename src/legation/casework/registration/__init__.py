"""Registration of nationals abroad, and notices to those who are in an area."""
