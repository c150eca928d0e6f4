"""Telling programs that send forms by the thousand from people, without asking people for anything."""
