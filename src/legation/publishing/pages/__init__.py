"""The pages of the site, each kind in its own file; `base` holds the gate that all go through."""
