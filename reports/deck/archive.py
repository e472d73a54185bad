"""Writes a presentation as the same bytes each time: all its dates are the day of the report."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

__all__ = ["saved"]

_AUTHOR = "tcorisk"
#: The first moment that a zip archive can hold.
_FIRST = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o600 << 16


def saved(presentation: Any, title: str, made: date) -> bytes:
    """Return a presentation's bytes.

    Parameters
    ----------
    presentation : pptx.presentation.Presentation
    title : str
        Plain text; of the file's properties.
    made : date
        Its day of creation and of change.
    """
    midnight = datetime(made.year, made.month, made.day)
    about = presentation.core_properties
    about.title, about.author, about.last_modified_by = title[:255], _AUTHOR, _AUTHOR
    about.subject, about.keywords, about.comments, about.category = "", "", "", ""
    about.created = about.modified = about.last_printed = midnight
    about.revision = 1
    file = BytesIO()
    presentation.save(file)
    file.seek(0)
    again = BytesIO()
    with ZipFile(file) as written, ZipFile(again, "w") as archive:
        for name in written.namelist():
            member = ZipInfo(name, _FIRST)
            member.compress_type, member.external_attr = ZIP_DEFLATED, _FILE_MODE
            archive.writestr(member, written.read(name))
    return again.getvalue()
