"""Pictures of the tables: drawing only."""
