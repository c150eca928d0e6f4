"""What came of a survey: counts, charts, exports, moderation, the public page and the end of raw answers."""
