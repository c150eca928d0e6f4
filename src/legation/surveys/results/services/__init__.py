"""Publishing results, judging free texts, ending raw answers."""
