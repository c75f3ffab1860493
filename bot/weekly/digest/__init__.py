"""The weekly digest: its schedule, its composition from blocks, and its split into messages."""
