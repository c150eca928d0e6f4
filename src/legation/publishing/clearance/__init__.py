"""Classification in force: who sees, who clears, what may be uploaded, what is served."""
