"""What numbers mean: pure, exact arithmetic over plain values (no Qt, no database, no files)."""
