"""One module a report family: the books of a department → the report as that family prints it."""
