"""What things are: frozen records and the rules on them. Standard library only, no I/O."""
