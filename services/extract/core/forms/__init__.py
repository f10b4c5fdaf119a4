"""Application forms and performance tables: label/value areas, task and indicator blocks."""
