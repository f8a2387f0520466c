"""Charts on screen: each kind of ChartSpec drawn with QPainter, and the widget that shows it."""
