"""Pictures of every screen, for eyes: `python3 dev.py screens`."""
