"""libmodsecurity with the OWASP Core Rule Set."""
