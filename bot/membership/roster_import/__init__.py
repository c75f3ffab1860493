"""The roll from a spreadsheet and into one."""
