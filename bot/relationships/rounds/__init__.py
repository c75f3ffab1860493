"""Rounds of one-to-ones: those who count themselves in are paired by the clock, the least acquainted first."""
