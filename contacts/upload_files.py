"""The files of uploads, kept in the database in pieces: web processes share nothing else."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.models import Upload, UploadChunk, UploadRow

_PIECE = 500_000
_IN_MEMORY = 1_000_000
_LONGEST_NAME = 255


class UploadGoneError(Exception):
    """The file was removed, as all are after some days."""


@transaction.atomic(durable=True)
def keep_upload(
    content: Iterable[bytes], *, name: str, kind: str, about: str = "", at: dt.datetime, by: User
) -> Upload:
    """Keep a file to be imported as ``kind`` and return it."""
    upload = Upload.objects.create(
        kind=kind, about=about, name=_safe_name(name), size=0, uploaded_at=at, uploaded_by=by
    )
    digest = hashlib.sha256()
    for position, piece in enumerate(_pieces(content)):
        UploadChunk.objects.create(upload=upload, position=position, content=piece)
        digest.update(piece)
        upload.size += len(piece)
    upload.fingerprint = digest.hexdigest()
    upload.save(update_fields=["size", "fingerprint"])
    return upload


@contextmanager
def open_upload(upload: Upload) -> Iterator[BinaryIO]:
    """Open the file of an upload. What does not fit in a small memory lies in a temporary file without a name.

    :raises UploadGoneError: it was removed.
    """
    if upload.emptied_at is not None:
        raise UploadGoneError(_("The file %(name)s was removed. Upload it again.") % {"name": upload.name})
    with SpooledTemporaryFile(_IN_MEMORY) as file:
        pieces = UploadChunk.objects.filter(upload=upload).order_by("position").values_list("content", flat=True)
        for piece in pieces.iterator(chunk_size=4):
            file.write(piece)
        file.seek(0)
        yield cast("BinaryIO", file)


def earlier_of(upload: Upload) -> Upload | None:
    """Return the last upload of the same content that was saved or waits, None if there is none."""
    same = Upload.objects.filter(kind=upload.kind, about=upload.about, fingerprint=upload.fingerprint)
    others = same.exclude(pk=upload.pk).exclude(state=Upload.State.DISCARDED)
    return others.select_related("uploaded_by").order_by("-uploaded_at", "-pk").first()


@transaction.atomic
def empty_uploads(*, before: dt.datetime, at: dt.datetime) -> int:
    """Remove the files and rows of uploads from before ``before`` and return of how many; their counts stay.

    One that still waited is discarded with it.
    """
    old = Upload.objects.filter(uploaded_at__lt=before, emptied_at=None)
    keys = list(old.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    UploadChunk.objects.filter(upload__in=keys).delete()
    UploadRow.objects.filter(upload__in=keys).delete()
    chosen = Upload.objects.filter(pk__in=keys)
    chosen.filter(Q(state=Upload.State.UNREAD) | Q(state=Upload.State.CHECKED)).update(
        state=Upload.State.DISCARDED, decided_at=at
    )
    return chosen.update(emptied_at=at)


def _safe_name(name: str) -> str:
    """Return the last part of a name, with its end where it is too long. It is shown and never used as a path."""
    plain = "".join(sign for sign in PurePath(name.replace("\\", "/")).name if sign.isprintable())
    return plain[-_LONGEST_NAME:] or "file"


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    kept = b""
    for part in content:
        kept += part
        while len(kept) >= _PIECE:
            yield kept[:_PIECE]
            kept = kept[_PIECE:]
    if kept:
        yield kept
