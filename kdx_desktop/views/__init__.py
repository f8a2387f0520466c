"""What people see: the main window, one folder per screen, charts, widgets and the look."""
