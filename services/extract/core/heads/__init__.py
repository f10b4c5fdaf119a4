"""Heads of tables: how deep they are, the path of every column, and repair by the family's templates."""
