"""Keep in touch: a member's own people, whom the list names when it is time to hear from one another. Nobody but the owner reads it."""
