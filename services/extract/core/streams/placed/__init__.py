"""Tables of projects, indicators and procurement in lines that keep the page's layout with spaces."""
