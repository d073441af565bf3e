"""Judges anybody's driver: how one is reached, what it is held to, and a verdict on each clause."""
