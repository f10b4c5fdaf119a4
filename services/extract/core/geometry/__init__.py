"""Words, rules and fills of a page → lines and grids in reading order. No report family is known here."""
