"""Whom a member is suggested to meet, whom they would rather not, and practice in who looks for whom. Each reads of it what is their own."""
