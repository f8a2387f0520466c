"""What is printed and drawn: plain report values, and their layout as PDF, workbook and chart."""
