"""How messages leave: queued with the act that they report, sent by a worker, kept for a while."""
