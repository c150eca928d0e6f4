"""Asking another unit or officer for an opinion on a case; it stays inside, and so does what they saw."""
