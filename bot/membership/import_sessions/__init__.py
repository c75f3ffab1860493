"""Import sessions: a moderator's uploaded file, the answers to questions about it, and its plan until it is applied or cancelled."""
