"""Terms: until when a membership lasts, and who has theirs renewed soon."""
