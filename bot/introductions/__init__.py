"""Introductions: a member brings two members together with no sale in mind, and both say yes first."""
