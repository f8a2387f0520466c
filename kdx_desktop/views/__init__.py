"""What people see: the main window, one folder per screen, charts, widgets and the look."""

from kdx_desktop.views.lasting_constants import make_constants_last

make_constants_last()
