"""Leave: members who are absent for some time and come back."""
