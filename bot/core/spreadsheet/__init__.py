"""Spreadsheets as grids of text, read from files and written to them."""
