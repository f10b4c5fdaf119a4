"""Papers of statistical offices and authorities that do not exist, with the truth about their tables.

Nothing in them is a Chinese budget: they show what reading by geometry alone can do. `papers.paper(kind, seed)` invents
one, `draw.render` and `markup.render` print it with two different producers.
"""
