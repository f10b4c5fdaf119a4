"""Tables of amounts that no template knows, in words in order: their sums tell how the head's texts stand."""
