"""What can be done with forms, drafts and attachments: one operation, one function."""
