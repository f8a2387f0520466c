"""部署カルテ: one page on one department."""
