"""What comes in as an image or file: read for secrecy markings, cleaned, or refused. Knows no pages."""
