"""Handing over what was granted: once, to whoever shows the receipt."""
