"""What must hold, what must be reachable, and the tests that try to break it."""
