"""Composing form definitions in the staff area, without code: drafts, checks, previews, publication by a
second person. It knows nothing of what a form is for; the packages above say so in `uses`."""
