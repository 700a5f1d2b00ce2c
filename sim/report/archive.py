"""Office files with the same bytes for the same content: no clock in the archive."""

from __future__ import annotations

import io
import re
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that an archive knows
_CORE = "docProps/core.xml"
_DATES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def stable(content: bytes, date: str) -> bytes:
    """Return an office file as if it had been written at a date.

    content  bytes of a .xlsx or .docx      date  as ``2026-01-01T00:00:00Z``
    """
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == _CORE:
                part = _DATES.sub(rb"\g<1>" + date.encode() + rb"\g<3>", part)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return held.getvalue()
