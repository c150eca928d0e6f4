"""How much comes, how long it takes and what comes of it: counted by month, for the desks and for everybody."""
