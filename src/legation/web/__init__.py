"""Base templates, the design system, components."""
