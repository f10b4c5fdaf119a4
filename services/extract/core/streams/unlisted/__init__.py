"""Tables that no template knows, in exports that write cell after cell in the order of rows."""
