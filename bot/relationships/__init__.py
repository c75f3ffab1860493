"""What two members know of each other: the contacts that they had."""
