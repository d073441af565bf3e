"""Everything that a driver is held to as a suite for pytest, with a test for each clause."""
