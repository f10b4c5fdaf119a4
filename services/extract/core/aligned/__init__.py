"""Tables without upright rules in other scripts: columns from white lanes, rows from lines."""
