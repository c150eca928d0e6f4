"""What makes the officers' desk fit for daily work: texts, filters, bulk acts, opinions, filing, redaction, cover."""
