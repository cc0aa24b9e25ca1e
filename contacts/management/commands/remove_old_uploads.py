"""Remove the files of old uploads."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from contacts.upload_files import empty_uploads


class Command(BaseCommand):
    help = "Remove files and rows of uploads that are older than UPLOAD_DAYS; their counts stay. For cron or a timer."

    def handle(self, *_args: Any, **_options: Any) -> None:
        now = timezone.now()
        count = empty_uploads(before=now - dt.timedelta(days=settings.UPLOAD_DAYS), at=now)
        self.stdout.write(f"Removed the files of {count} uploads.")
