"""The trades that members hold (seats): matching, exclusivity, waiting lists."""
