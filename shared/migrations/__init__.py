"""Alembic migrations; run by `yusuan migrate` (and by `yusuan up`)."""
