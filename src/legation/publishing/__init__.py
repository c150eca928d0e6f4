"""Pages, languages, review, classification, policy versions, search."""
