"""What a group looks back at, and what it sets itself: reports of closed periods, goals, and its make-up."""
