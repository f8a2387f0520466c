"""Colours and sizes of printed reports, after デジタル庁デザインシステム (its design tokens)."""

from __future__ import annotations

# Colours, #RRGGBB. One blue for "us"; everything else is grey unless it is a grade.
BLUE = "#0017C1"
BLUE_LIGHT = "#3460FB"
BLUE_PALE = "#E8F1FE"
BLUE_SOFT = "#C5D7FB"  # behind text
TEXT = "#1A1A1A"
TEXT_QUIET = "#4D4D4D"
GREY_TEXT = "#767676"  # the lightest grey that is still readable on white (4.5:1)
GREY_LINE = "#949494"
GREY_RULE = "#CCCCCC"
GREY_FILL = "#E6E6E6"
GREY_PALE = "#F2F2F2"
WHITE = "#FFFFFF"
SUCCESS = "#197A4B"
ORANGE = "#C74700"

# Type, points.
TITLE = 20.0
HEADING = 13.0
SUBHEADING = 10.5
BODY = 9.0
TABLE = 8.5
SMALL = 7.5

# Space, points; a 4-point grid.
GAP = 4.0
SECTION_GAP = 16.0

# Fonts as files name them; spreadsheets fall back by themselves where they are not installed.
TEXT_FONT = "BIZ UDPゴシック"
NUMBER_FONT = "BIZ UDゴシック"
