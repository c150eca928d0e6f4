"""What is held tells of nobody: no time, no address, and no way from an answer to a token."""

from legation.privacy.data_map import declare

declare("holding.Tally", other=["survey", "complete", "settled", "quotas", "closed"])
declare("holding.HeldAnswer", other=["id", "survey", "choices", "words", "batch"])
declare("holding.HeldToken", other=["id", "survey", "batch"])
declare("holding.HeldDraft", other=["id", "survey", "secret", "sealed", "ends_on"])
