"""A typed client of the gateway: `Client` for threads, `AsyncClient` for event loops; both retry what can be retried.

with Client("http://127.0.0.1:8000", "ysk_…") as yusuan:
    status = yusuan.upload("report.pdf").documents[0]
    yusuan.wait(status.document_id)
    for table in yusuan.result(status.document_id)["tables"]: ...
"""

from shared.client.aio import AsyncClient
from shared.client.sync import Client
from shared.client.values import Change, Page, Status, Upload, YusuanError

__all__ = ["AsyncClient", "Change", "Client", "Page", "Status", "Upload", "YusuanError"]
