"""Imports the roll from a spreadsheet, and exports it."""
