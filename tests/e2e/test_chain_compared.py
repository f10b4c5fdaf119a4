"""Reports that are compared, through the whole chain with its own workers: in either order the findings are there."""

from __future__ import annotations

import pytest

from tests.e2e.chain import Chain
from tests.reports import application, budget

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(300)]


def files(organization: str) -> dict[str, tuple[str, bytes]]:
    """The year before, a year that does not follow from it, and an application that does not fit the year's budget."""
    return {
        "before": (f"{organization} 2022.md", budget(organization, 2022, 1000)),
        "year": (f"{organization} 2023.md", budget(organization, 2023, 1200, more=300, project=100)),
        "form": (f"{organization} 申报表.txt", application(organization, 2023, 900_000)),
    }


def across(chain: Chain, document_id: str) -> list[tuple[str, str]]:
    """(code, id of the other document) of the findings that name another document."""
    found = chain.result(document_id)["findings"]
    return [(f["code"], f["document_id"]) for f in found if f["document_id"] is not None]


@pytest.mark.parametrize("order", [("before", "year", "form"), ("form", "year", "before")], ids="-".join)
@pytest.mark.parametrize("waits", [True, False], ids=["one by one", "together"])
def test_the_findings_are_there_in_any_order(chain: Chain, order: tuple[str, ...], waits: bool) -> None:
    organization = f"某市{'先后' if waits else '同时'}{'正' if order[0] == 'before' else '反'}局"
    ids: dict[str, str] = {}
    for name in order:
        ids[name] = chain.upload(*files(organization)[name])
        if waits:
            chain.until(lambda document_id=ids[name]: chain.ended(document_id))
    # The last one to end makes those due that were looked at before it: all have ended only when they are seen twice.
    chain.until(lambda: all(chain.settled(i) for _ in range(2) for i in ids.values()))
    assert across(chain, ids["year"]) == [("year_on_year_mismatch", ids["before"])]
    assert across(chain, ids["form"]) == [("cross_document_mismatch", ids["year"])]
    assert across(chain, ids["before"]) == []
    assert chain.document(ids["before"]).revision == 1
