"""Making a survey and running it: settings, the second person, closing."""
