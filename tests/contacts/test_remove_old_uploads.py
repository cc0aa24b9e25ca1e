import datetime as dt
import io

import pytest
import time_machine
from django.core.management import call_command

from contacts.models import Upload, UploadChunk
from contacts.upload_files import keep_upload
from tests.factories.users import UserFactory

NOW = dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


def test_removes_what_is_older_than_the_setting_says(settings):
    settings.UPLOAD_DAYS = 14
    anna = UserFactory(username="anna")
    for age in (13, 15):
        keep_upload([b"x"], name=f"{age}.csv", kind="contacts", at=NOW - dt.timedelta(days=age), by=anna)
    output = io.StringIO()
    with time_machine.travel(NOW, tick=False):
        call_command("remove_old_uploads", stdout=output)
    assert output.getvalue() == "Removed the files of 1 uploads.\n"
    assert list(UploadChunk.objects.values_list("upload__name", flat=True)) == ["13.csv"]
    assert dict(Upload.objects.values_list("name", "emptied_at")) == {"13.csv": None, "15.csv": NOW}
