"""Who reaches what in the editor: an office sees, edits and picks only what is its own."""
