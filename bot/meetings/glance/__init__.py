"""What anybody may know of a group's meetings."""
