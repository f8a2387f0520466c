"""Plain figures from files: reading only, no database (interfaces.md, section Files)."""
