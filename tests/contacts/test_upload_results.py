import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from contacts.importing import Difference, Outcome, Remark, StepResult, Verdict
from contacts.models import UploadRow
from contacts.sheets import SheetRow
from contacts.upload_files import keep_upload
from contacts.upload_results import RowResults
from tests.factories.users import UserFactory

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def step(*remarks: Remark) -> StepResult:
    return StepResult(
        noun="x", added=0, changed=0, unchanged=0, rejected=0, first_rejections=(), unused_headings=(), remarks=remarks
    )


def digest(*calls, remarks: tuple[Remark, ...] = ()) -> str:
    with RowResults() as results:
        for name, *arguments in calls:
            getattr(results, name)(*arguments)
        return results.digest(step(*remarks))


ROW = SheetRow(2, ["A1", "x" * 600, 12, 1.5, None, dt.datetime(2026, 1, 2)])
CHANGED = ("accept", ROW, Verdict(Outcome.CHANGED, [Difference("price", Decimal("10.00"), Decimal(12))]))


@pytest.mark.django_db
def test_rows_are_written_in_place_of_those_before():
    upload = keep_upload([b"x"], name="a.csv", kind="contacts", at=NOW, by=UserFactory())
    UploadRow.objects.create(upload=upload, outcome="added", row_number=9)
    with RowResults() as results:
        results.accept(*CHANGED[1:])
        results.reject(SheetRow(3, ["B", "y" * 600]), "It is blank.")
        results.write(upload)
    changed, rejected = UploadRow.objects.order_by("row_number")
    assert changed.cells == ["A1", "x" * 500, 12, 1.5, "", "2026-01-02"]
    assert changed.differences == [["price", ["number", "10"], ["number", "12"]]]
    assert (rejected.outcome, rejected.reason, rejected.cells) == ("rejected", "It is blank.", ["B", "y" * 600])


def test_digest_is_the_same_in_every_language():
    dutch = ("accept", ROW, Verdict(Outcome.CHANGED, [Difference("prijs", Decimal("10.00"), Decimal(12))]))
    with translation.override("nl"):
        assert digest(dutch, ("reject", ROW, "Is leeg."), remarks=(Remark("2 rijen", "2"),)) == digest(
            CHANGED, ("reject", ROW, "Is blank."), remarks=(Remark("2 rows", "2"),)
        )


@pytest.mark.parametrize(
    "other",
    [
        digest(("accept", ROW, Verdict(Outcome.CHANGED, [Difference("price", Decimal(11), Decimal(12))]))),
        digest(("accept", ROW, Verdict(Outcome.CHANGED, [Difference("price", Decimal(10), Decimal(13))]))),
        digest(("accept", ROW, Verdict(Outcome.ADDED))),
        digest(("reject", ROW, "x")),
        digest(CHANGED, remarks=(Remark("x", "2"),)),
    ],
)
def test_digest_differs_where_anything_else_happens(other):
    assert digest(CHANGED) != other
