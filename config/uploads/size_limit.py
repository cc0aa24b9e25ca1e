"""Stops the file of an upload that is too large before it fills the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class UploadLimit(FileUploadHandler):
    """Leaves out a file of more than ``UPLOAD_MOST_BYTES`` and names it in the request as ``refused_upload``."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.byte_count = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the piece on to the handlers that keep it.

        :raises SkipFile: with it the file is too large.
        """
        self.byte_count += len(raw_data)
        if self.byte_count > settings.UPLOAD_MOST_BYTES:
            if self.request is not None:
                self.request.refused_upload = self.file_name  # type: ignore[attr-defined]  # read by the form's view
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""
