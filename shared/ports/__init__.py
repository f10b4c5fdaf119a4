"""The ports: what yusuan needs of the world, as small Protocols, and the values that pass through them.

One module per subject; everything is imported from here. Real adapters and the shipped in-memory ones are in
`shared/adapters`; one contract suite (`tests/contract`) runs over all of them. **One error contract per port**: each
says which errors of `shared.errors` it raises; drivers' own errors are wrapped (`raise … from exc`) and never get out.
What speaks of the database and says nothing else raises as `Progress` does. All times are aware UTC datetimes, all ids
ULIDs as text; `department_id` None means *every department* (an admin looks).
"""

from shared.ports.access import Audit, AuditEntry, Department, KeyRow, Keys
from shared.ports.clock import Clock
from shared.ports.intake import Accepted, Departments, Duplicate, Intake, Rejected, Scanner
from shared.ports.messages import Publisher, Workers
from shared.ports.progress import (
    Attempt,
    DocumentRow,
    Failure,
    NewDocument,
    PageRange,
    Progress,
    Registration,
    StageCount,
    StageRow,
    Uploader,
)
from shared.ports.publication import (
    Change,
    Correction,
    Corrections,
    FactRow,
    Publication,
    Publications,
    RevisionRow,
    Validator,
)
from shared.ports.reading import DocumentFilter, Fact, FactFilter, Reading, StageLoad, WorkerRow
from shared.ports.storage import ObjectInfo, ObjectStore, Stored
from shared.ports.uploading import Idempotency, Remembered, UploadRow, Uploads
from shared.ports.webhooks import Delivery, Webhook, Webhooks

__all__ = [
    "Accepted",
    "Attempt",
    "Audit",
    "AuditEntry",
    "Change",
    "Clock",
    "Correction",
    "Corrections",
    "Delivery",
    "Department",
    "Departments",
    "DocumentFilter",
    "DocumentRow",
    "Duplicate",
    "Fact",
    "FactFilter",
    "FactRow",
    "Failure",
    "Idempotency",
    "Intake",
    "KeyRow",
    "Keys",
    "NewDocument",
    "ObjectInfo",
    "ObjectStore",
    "PageRange",
    "Progress",
    "Publication",
    "Publications",
    "Publisher",
    "Reading",
    "Registration",
    "Rejected",
    "Remembered",
    "RevisionRow",
    "Scanner",
    "StageCount",
    "StageLoad",
    "StageRow",
    "Stored",
    "UploadRow",
    "Uploader",
    "Uploads",
    "Validator",
    "Webhook",
    "Webhooks",
    "WorkerRow",
    "Workers",
]
