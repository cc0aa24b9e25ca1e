import datetime as dt

import pytest

from contacts import upload_files
from contacts.models import Upload
from contacts.upload_files import UploadGoneError, earlier_of, empty_uploads, keep_upload, open_upload
from tests.factories.users import UserFactory

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return UserFactory(username="anna")


def kept(anna, *content: bytes, name: str = "a.csv", **fields) -> Upload:
    return keep_upload(content, name=name, kind="contacts", at=NOW, by=anna, **fields)


def test_file_comes_back_as_it_was_however_it_was_cut(anna, monkeypatch):
    monkeypatch.setattr(upload_files, "_PIECE", 4)
    upload = kept(anna, b"ab", b"cdefghij", b"", b"k")
    assert [bytes(chunk.content) for chunk in upload.chunks.order_by("position")] == [b"abcd", b"efgh", b"ijk"]
    with open_upload(upload) as file:
        assert file.read() == b"abcdefghijk"
    assert upload.size == 11


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\anna\klanten.csv", "klanten.csv"),
        ("a\x00b\n.csv", "ab.csv"),
        ("x" * 300 + ".xlsx", "x" * 250 + ".xlsx"),
        ("/", "file"),
    ],
)
def test_name_is_only_a_name(anna, name, shown):
    assert kept(anna, b"x", name=name).name == shown


def test_same_content_is_found_again_unless_it_was_discarded(anna):
    first, second = kept(anna, b"same"), kept(anna, b"sa", b"me")
    assert earlier_of(second) == first
    assert earlier_of(kept(anna, b"other")) is None
    Upload.objects.filter(pk=first.pk).update(state=Upload.State.DISCARDED)
    assert earlier_of(second) is None


def test_same_content_about_something_else_is_another_file(anna):
    kept(anna, b"same", about="CP1")
    assert earlier_of(kept(anna, b"same", about="CP2")) is None


def test_old_files_are_removed_and_what_waited_is_discarded(anna):
    old, saved, new = kept(anna, b"1"), kept(anna, b"2"), kept(anna, b"3")
    Upload.objects.filter(pk=saved.pk).update(state=Upload.State.SAVED)
    Upload.objects.filter(pk=new.pk).update(uploaded_at=NOW + dt.timedelta(days=2))
    later = NOW + dt.timedelta(days=3)
    assert empty_uploads(before=NOW + dt.timedelta(days=1), at=later) == 2
    assert empty_uploads(before=NOW + dt.timedelta(days=1), at=later) == 0
    found = {upload.pk: (upload.state, upload.chunks.count()) for upload in Upload.objects.all()}
    assert found == {old.pk: ("discarded", 0), saved.pk: ("saved", 0), new.pk: ("unread", 1)}
    old.refresh_from_db()
    with pytest.raises(UploadGoneError, match=r"^The file a\.csv was removed\. Upload it again\.$"), open_upload(old):
        pass
