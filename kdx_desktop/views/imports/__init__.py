"""取込: files from hand to ledger — recognised, looked at first, stored only when asked."""
