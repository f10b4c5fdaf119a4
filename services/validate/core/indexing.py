"""A document and those to compare it with, indexed for the rules: sound tables apart from those reading broke."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from services.validate.core import words
from services.validate.core.damage import damage
from services.validate.core.select import Index, Other, View
from shared.model.document import Document
from shared.model.fold import fold


def index_of(
    document: Document,
    against: Sequence[Document],
    names: Mapping[str, Sequence[str]],
    ids: Sequence[str | None] = (),
) -> Index:
    """The index of `document`. `names`: folded name → its codes, rising; `ids`: those of the documents `against`."""
    own = own_names(document)
    merged = {name: tuple(sorted({*names.get(name, ()), *codes})) for name, codes in own.items()}
    all_names = {**names, **merged}
    units = Counter(t.unit for t in document.tables if t.unit)
    # A table that prints no unit is taken to be in the unit of the others (domain.md §5: document default).
    default = units.most_common(1)[0][0] if units else None
    read = [View(table, all_names, default, document.report.year) for table in document.tables]
    signs = [damage(view) for view in read]
    views = tuple(view for view, why in zip(read, signs, strict=True) if why is None)
    unsound = tuple((view, why) for view, why in zip(read, signs, strict=True) if why is not None)
    padded = [*ids, *([None] * len(against))]
    others = tuple(Other(index=index_of(d, (), names), id=i) for d, i in zip(against, padded, strict=False))
    return Index(document=document, views=views, others=others, names=all_names, damaged=unsound)


def own_names(document: Document) -> dict[str, set[str]]:
    """The names that the document's own coded tables give their codes."""
    found: dict[str, set[str]] = {}
    for table in document.tables:
        label = next((i for i, c in enumerate(table.columns) if (c.key or "").endswith(".name")), None)
        if label is None:
            continue
        for row in table.rows:
            if row.code and row.code.isdigit() and label < len(row.cells) and row.cells[label].text:
                found.setdefault(words.bare(fold(row.cells[label].text)), set()).add(row.code)
    return found
