"""Testimonials: thanks that whoever received them shows on their profile."""
