"""Totals of closed business in the weekly digest."""
