"""The way of whoever answers a survey: page after page, without cookie or script, and nothing stored before
it is sent."""
