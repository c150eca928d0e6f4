"""Personal data: declared, sealed under a key a person, read through one gateway, erased by its key."""
