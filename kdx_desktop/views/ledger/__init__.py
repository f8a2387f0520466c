"""台帳: the history of any figure, corrections, all changes, and the proof that none was touched."""
