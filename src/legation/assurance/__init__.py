"""Running controls, evidence, the public page."""
