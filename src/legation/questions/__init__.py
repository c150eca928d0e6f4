"""Form definitions, rendering, drafts and answers; used by case work and surveys."""
