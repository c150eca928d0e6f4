"""One application for several people: each is decided on by themselves, in one decision."""
