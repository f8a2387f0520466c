"""ランキング: the five boards of the departments."""
