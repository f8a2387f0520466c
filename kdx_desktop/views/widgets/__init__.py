"""Building blocks that all screens share."""
