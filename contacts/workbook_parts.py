"""The parts of a workbook, which is a zip file of XML: looked at before anything else reads them.

A file that somebody uploads may be made to fill the memory of whoever opens it. So each part is read once in
small pieces, and what no spreadsheet program writes is refused.
"""

import re
import zipfile
import zlib
from typing import BinaryIO

from django.utils.translation import gettext as _

_OLE_MARK = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP_MARK = b"PK"
_PIECE = 65_536
_LONGEST_ROW = 1_000_000
_LARGEST_PART = 40_000_000
_LARGEST_WORKSHEET = 1_000_000_000
_MOST_PARTS = 2_000
_XML = (".xml", ".rels", ".vml")
_WORKSHEETS = "xl/worksheets/"
_ROW_END = re.compile(rb"</(?:\w+:)?row>|<(?:\w+:)?row\b[^>]*/>")
# A formula without a value: a program wrote it and none has computed it. An empty text is a value (t="str").
_NOT_COMPUTED = re.compile(
    rb"""<c\b(?![^>]*\bt=["']str["'])[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"""
)


class WorkbookError(Exception):
    """The workbook cannot be read. The message goes on after the name of the file."""


class NoWorkbookError(WorkbookError):
    """The file is none, or one of a kind that is not read."""


class BrokenWorkbookError(WorkbookError):
    """The workbook is damaged, or no spreadsheet program wrote it so."""


class WorkbookSizeError(WorkbookError):
    """The workbook would not be read in a small memory."""


def check_workbook(file: BinaryIO) -> None:
    """Refuse a file that is no workbook, or one that cannot be read safely; the file then stands at its beginning.

    :raises WorkbookError: it says why, as the end of a sentence about the file.
    """
    _check_mark(file.read(len(_OLE_MARK)))
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            for part in parts:
                if part.filename.lower().endswith(_XML):
                    _check_part(archive, part)
    except zipfile.BadZipFile:
        raise NoWorkbookError(_("is not a workbook: save it as .xlsx or as CSV (UTF-8).")) from None
    except (EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise BrokenWorkbookError(_("is not a readable workbook: open it in Excel and save it again.")) from error
    file.seek(0)


def _check_mark(mark: bytes) -> None:
    if mark == _OLE_MARK:
        raise NoWorkbookError(
            _(
                "is protected by a password or is an old Excel file (.xls): "
                "open it in Excel, take the password off and save it as .xlsx."
            )
        )
    if not mark.startswith(_ZIP_MARK):
        raise NoWorkbookError(_("is not a workbook: save it as .xlsx or as CSV (UTF-8)."))


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse parts that say they are too large; reading stops at the size that a part says it has."""
    beside = [part.file_size for part in parts if not part.filename.startswith(_WORKSHEETS)]
    sheets = [part.file_size for part in parts if part.filename.startswith(_WORKSHEETS)]
    if len(parts) > _MOST_PARTS or max(beside, default=0) > _LARGEST_PART or sum(sheets) > _LARGEST_WORKSHEET:
        raise WorkbookSizeError(_("is too large to be read as a workbook: save its sheet as CSV (UTF-8)."))


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    is_worksheet = part.filename.startswith(_WORKSHEETS)
    kept = b""
    with archive.open(part) as content:
        while piece := content.read(_PIECE):
            piece = kept + piece
            _check_declarations(piece)
            kept = _rest_of_row(piece) if is_worksheet else piece[-len("<!DOCTYPE") :]


def _check_declarations(piece: bytes) -> None:
    """Refuse declarations of entities, which can make a short file very long. No spreadsheet program writes them."""
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or piece.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BrokenWorkbookError(_("has declarations that no workbook needs: open it in Excel and save it again."))


def _rest_of_row(piece: bytes) -> bytes:
    """Return what stands after the last whole row, and refuse rows that hold too much or were never computed."""
    end = 0
    for found in _ROW_END.finditer(piece):
        end = found.end()
    if _NOT_COMPUTED.search(piece, 0, end):
        raise BrokenWorkbookError(_("has formulas that were never computed: open it in Excel and save it again."))
    rest = piece[end:]
    if len(rest) > _LONGEST_ROW:
        raise WorkbookSizeError(
            _("has a row with more than a million characters: open it in Excel and remove what does not belong there.")
        )
    return rest
