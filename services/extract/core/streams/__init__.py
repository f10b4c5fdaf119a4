"""Tables that arrive without any delimiters, recovered with what is known of the family's tables."""
