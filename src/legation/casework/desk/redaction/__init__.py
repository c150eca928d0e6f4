"""Passages struck from a letter or an answer: what is shown, the sealed original, and how it is lifted."""
