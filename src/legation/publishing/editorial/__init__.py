"""Editorial work: differences before approval, schedule, previews, withdrawal, translations, links."""
