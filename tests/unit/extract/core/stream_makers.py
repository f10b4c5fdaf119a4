"""Makers of text exports without delimiters."""

from __future__ import annotations

from shared.model.page import Block, Fragment, Line, Place


def lines(text: str) -> list[Block]:
    """The lines of a text as a reader gives them; blank ones only count."""
    out: list[Block] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            place = Place(line=number)
            out.append(Line(fragments=(Fragment(text=line.rstrip(), place=place),), place=place))
    return out


def cells_alone(text: str) -> str:
    """An export of a title, a caption and words as it gives each word a line of its own."""
    title, caption, *others = text.splitlines()
    return "\n".join([title, caption, *(word for line in others for word in line.split())])
