"""月次入力: one month of one department on one screen."""
