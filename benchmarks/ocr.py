"""Scans: pages a minute and figures right, against tesseract alone and against the bare engine, on the same pages.

    python -m benchmarks ocr

Columns: processor seconds a page (what one core does; a busy machine does not change it), seconds by the clock, pages a
minute and core, figures right of figures given. "Bare engine" is RapidOCR's own pipeline on the page as it comes;
"tesseract" reads it with the rules removed first, as one block. Each reads on one thread.
"""

from __future__ import annotations

import io
import re
import resource
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image

from samples.layout import CATALOGUE
from samples.scan import ScanSettings, pictures
from samples.suite import Case
from samples.truth import truth
from services.extract.readers import ocr, pixels, scan
from services.extract.readers.cross_reading import Tesseract, cross_reader
from services.extract.readers.raster import Pixels, Raster

PAGES = 4
_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
Read = Callable[[Raster], str]


def main() -> None:
    case = Case(family="shanghai", layout=CATALOGUE["full"], seed=9100)
    tables = truth(case.report(), case.name)["tables"]
    printed = Counter(f for table in tables for row in table["rows"] for c in row for f in _figures(c))
    settings = ScanSettings(dpi=200, skew=0.6, noise=3, quality=60)
    found = pictures(case.pdf(), settings, case.seed)[-PAGES - 5 : -5]
    rasters = [Raster(number=i + 1, pixels=_rgb(p), scale=200 / 72) for i, p in enumerate(found)]
    print(f"{PAGES} pages of 200 dpi, one thread\n")
    print("| way | core s/page | s/page | pages/min·core | figures right |\n|---|---:|---:|---:|---:|")
    for name, read in _ways().items():
        read(rasters[0])  # models are loaded by the first page
        started, spent = time.monotonic(), _processor()
        figures = [f for r in rasters for f in _figures(read(r))]
        core, clock = (_processor() - spent) / PAGES, (time.monotonic() - started) / PAGES
        right = sum(f in printed for f in figures)
        print(f"| {name} | {core:.1f} | {clock:.1f} | {60 / core:.0f} | {right} of {len(figures)} |", flush=True)


def _ways() -> dict[str, Read]:
    from rapidocr import RapidOCR

    engine, second = ocr.page_reader(1), cross_reader()
    onnx = "EngineConfig.onnxruntime"
    bare: Any = RapidOCR(params={"Global.log_level": "error", f"{onnx}.intra_op_num_threads": 1})
    ways: dict[str, Read] = {
        "yusuan": lambda r: " ".join(w.text for w in scan.read_raster(r, engine, second).words),
        "bare engine": lambda r: " ".join(bare(np.ascontiguousarray(r.pixels[:, :, ::-1])).txts or ()),
    }
    if isinstance(second, Tesseract):
        ways["tesseract"] = lambda r: second.run(_tiff(_without_rules(r)), "6", 1)[0][0]
    return ways


def _processor() -> float:
    """Processor seconds of this process and of what it started."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _rgb(picture: Pixels) -> Pixels:
    """The sample generator gives blue first."""
    return np.ascontiguousarray(picture[:, :, ::-1])


def _figures(text: str) -> list[str]:
    return _FIGURE.findall(text)


def _without_rules(raster: Raster) -> Pixels:
    return pixels.without_strokes(raster.pixels, pixels.strokes(pixels.ink(raster.pixels), raster.scale))


def _tiff(page: Pixels) -> bytes:
    file = io.BytesIO()
    Image.fromarray(page).save(file, "TIFF")
    return file.getvalue()


if __name__ == "__main__":
    main()
