"""レポート: look at a report as it will print, then write it to files."""
