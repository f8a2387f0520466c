"""提出状況: department × month, who is missing, late or returned."""
