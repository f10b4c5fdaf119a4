"""What other tools' exports do to a table: heads flattened, spans repeated, page marks between the rows."""
