"""The privacy and security policy: versions, languages, sentences bound to promises."""
