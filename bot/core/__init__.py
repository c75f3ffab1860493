"""What every feature needs. Imports nothing of them."""
