"""Tables of Chinese text without upright rules: columns, rows and heads from gaps, distances and middles."""
