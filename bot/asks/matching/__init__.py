"""Whom to ask: matches of a need with members and with earlier texts, each with the words that speak for it."""
