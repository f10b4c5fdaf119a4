"""How the notes of a table begin."""

from __future__ import annotations

import re

NOTE = re.compile(r"(?:注|备注|(?:填[表报])?说明|附注|注释)\s*\d*\s*[：:.、]")
