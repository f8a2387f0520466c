"""ホーム: what is due, how the month stands, where to go next."""
