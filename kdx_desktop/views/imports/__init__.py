"""取込: files that people send, seen before they are stored."""
