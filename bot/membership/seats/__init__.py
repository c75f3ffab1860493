"""The trades that members hold: matching, exclusivity, wait lists."""
