"""Links between groups: what two groups' moderators agreed on by exchanging a code."""
