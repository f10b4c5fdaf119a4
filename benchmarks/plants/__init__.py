"""Errors to plant in generated reports: one module a place (tables, running text)."""
