"""Who is away from when to when, and who stands in; it begins and ends by itself."""
