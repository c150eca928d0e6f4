"""The Minister's mailbox."""
