"""Pictures of the tables, and what a run has found in every form in which somebody reads it."""
