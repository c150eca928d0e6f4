"""One act on many cases, each with its own outcome, and taking it back within some minutes."""
