"""Lists of cases by what officers look for, kept under names."""
