"""How the tests of imports on pages bring files."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from contacts.models import Upload


def csv_file(*lines: str, name: str = "contacts.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    """Return a file of these lines."""
    return SimpleUploadedFile(name, "".join(f"{line}\n" for line in lines).encode(encoding))


def workbook_file(*rows: list[object], name: str = "contacts.xlsx", others: list[str] | None = None) -> Any:
    """Return a workbook of these rows, with empty worksheets after them."""
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    for title in others or []:
        book.create_sheet(title)
    book.save(file)
    return SimpleUploadedFile(name, file.getvalue())


def bring(client: Client, kind: str, file: Any, **query: str) -> Upload:
    """Upload a file and return what became of it."""
    response = client.post(f"/imports/new/{kind}/", {"file": file}, query_params=query)
    assert response.status_code == 302, response.context["form"].errors
    return Upload.objects.latest("pk")


def counts(upload: Upload) -> tuple[int, int, int, int]:
    return upload.added_count, upload.changed_count, upload.unchanged_count, upload.rejected_count
