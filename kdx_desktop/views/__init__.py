"""What people see: the main window, one folder per screen, charts, widgets and the look."""

from kdx_desktop.views.lasting_none import make_none_last

make_none_last()
