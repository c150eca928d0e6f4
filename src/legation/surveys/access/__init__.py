"""Who may answer a survey, and inviting them. It never learns what anybody answered."""
