"""The desk where an office keeps its own facts: telephones, texts, hours, days on which it is closed."""
