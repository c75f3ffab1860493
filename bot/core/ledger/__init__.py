"""The ledger: one entry for each thing that counts on a leaderboard."""
