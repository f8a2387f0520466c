"""設定: organisation, plans, metrics, calendar, accounts, backup."""
