"""台帳: the history of any cell, 訂正一覧, verification."""
