"""Upload reports, wait for them, print what each says about its totals and what is wrong in it.

YUSUAN_URL=http://127.0.0.1:8000 YUSUAN_API_KEY=ysk_… python examples/report.py 2023年部门预算.pdf …
"""

from __future__ import annotations

import os
import sys

from shared.client import Client


def main(files: list[str]) -> int:
    failed = 0
    with Client(os.environ["YUSUAN_URL"], os.environ["YUSUAN_API_KEY"]) as yusuan:
        # All are on their way before the first is waited for.
        sent = [document for file in files for document in yusuan.upload(file).documents]
        for document in sent:
            status = yusuan.wait(document.document_id)
            if status.state != "published":
                print(f"{status.filename}: {status.error}", file=sys.stderr)
                failed += 1
                continue
            result = yusuan.result(document.document_id)
            print(f"{status.filename}: {result['report']['title']}, {len(result['tables'])} tables")
            for finding in yusuan.findings(document.document_id, severity="error"):
                print(f"  《{finding['table_title']}》{finding['message']}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
