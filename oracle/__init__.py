"""Judges a driver that is not in Python: how one is reached, and what it says of itself."""
