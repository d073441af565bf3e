"""Why nothing finds some faults of the reference driver: what they change cannot be seen, or is allowed."""

REASONS: dict[str, str] = {}
"""By the fault: equal to the right driver, not observable, or a choice."""
