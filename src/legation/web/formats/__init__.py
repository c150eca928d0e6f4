"""How dates and times are written in each language: British English, Taiwan's Chinese, Arabic."""
