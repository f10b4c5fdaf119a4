"""Scans: pages a minute and figures right, against tesseract alone and against the bare engine, on the same pages.

    python -m benchmarks ocr

Columns: seconds a page, pages a minute (on as many threads as the setting gives), figures right of figures printed.
"Bare engine" is RapidOCR on the page as it comes; "tesseract" is the same with rules removed first, one block.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable

import numpy as np

from samples.layout import CATALOGUE
from samples.scan import ScanSettings, pictures
from samples.suite import Case
from samples.truth import truth
from services.extract.readers import ocr, pixels, scan
from services.extract.readers.raster import Pixels, Raster

PAGES = 4
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
Read = Callable[[Raster], str]


def main() -> None:
    case = Case(family="shanghai", layout=CATALOGUE["full"], seed=9100)
    tables = truth(case.report(), case.name)["tables"]
    printed = Counter(f for table in tables for row in table["rows"] for c in row for f in _figures(c))
    settings = ScanSettings(dpi=200, skew=0.6, noise=3, quality=60)
    found = pictures(case.pdf(), settings, case.seed)[-PAGES:]
    rasters = [Raster(number=i + 1, pixels=_rgb(p), scale=200 / 72) for i, p in enumerate(found)]
    engine, second = ocr.page_reader(scan.threads()), ocr.cross_reader()
    ways: dict[str, Read] = {
        "yusuan": lambda r: " ".join(w.text for w in scan.read_raster(r, engine, second).words),
        "bare engine": lambda r: " ".join(line.text for line in engine.read_page(r.pixels)),
    }
    if second is not None:
        ways["tesseract"] = lambda r: second.read_page(_without_rules(r))[0].text
    print(f"{PAGES} pages of 200 dpi, {scan.threads()} thread(s)\n")
    print("| way | s/page | pages/min | figures found that are printed |\n|---|---:|---:|---:|")
    for name, read in ways.items():
        read(rasters[0])  # models are loaded by the first page
        started = time.monotonic()
        figures = [f for r in rasters for f in _figures(read(r))]
        seconds = (time.monotonic() - started) / PAGES
        right = sum(f in printed for f in figures)
        print(f"| {name} | {seconds:.1f} | {60 / seconds:.0f} | {right} of {len(figures)} |")


def _rgb(picture: Pixels) -> Pixels:
    return picture if picture.ndim == 3 else np.repeat(picture[:, :, None], 3, axis=2)


def _figures(text: str) -> list[str]:
    return _FIGURE.findall(text)


def _without_rules(raster: Raster) -> Pixels:
    return pixels.without_strokes(raster.pixels, pixels.strokes(pixels.ink(raster.pixels), raster.scale))


if __name__ == "__main__":
    main()
