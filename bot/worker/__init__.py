"""What happens by itself: due jobs, and the outbox that delivers messages."""
