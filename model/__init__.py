"""The specification: tables, clauses, choices, layouts, and the engine that answers a call."""
