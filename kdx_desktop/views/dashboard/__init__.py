"""KPIダッシュボード: six cards, one of them opened."""
