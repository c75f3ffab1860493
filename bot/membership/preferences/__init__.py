"""What a member chose: messages, who reads their contact, boards, language."""
