"""Progress, publications and (by subject) everything else that is kept in PostgreSQL or SQLite."""
