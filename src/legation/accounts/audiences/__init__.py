"""Who may open which route: the matrix for auditors, and the control that tries it."""
