"""Sealing what stands readable in columns that are declared as sealed, and sealing again what a former key sealed."""
