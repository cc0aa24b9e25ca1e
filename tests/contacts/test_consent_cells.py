import datetime as dt

import pytest

from contacts.cells import POINT, CellError
from contacts.columns import Record, RowError
from contacts.consent_cells import ConsentCell, ConsentCells, Said
from contacts.models import Consent, Contact
from contacts.sheets import SheetRow
from tests.factories import cast

AT = dt.datetime(2026, 3, 9, 9, tzinfo=dt.UTC)
GIVEN, WITHDRAWN, UNKNOWN = Consent.State.GIVEN, Consent.State.WITHDRAWN, Consent.State.UNKNOWN


def day(number: int) -> dt.date:
    return dt.date(2026, 3, number)


class TestConsentCell:
    @pytest.mark.parametrize(
        ("cell", "said"),
        [
            ("yes", Said(GIVEN)),
            ("Ja", Said(GIVEN)),
            (1, Said(GIVEN)),
            ("opt-out", Said(WITHDRAWN)),
            (False, Said(WITHDRAWN)),
            ("onbekend", Said(UNKNOWN)),
            ("given 2026-03-01", Said(GIVEN, day(1))),
            ("given 2026-03-01: web form: home", Said(GIVEN, day(1), "web form: home")),
            ("withdrawn, phone call", Said(WITHDRAWN, None, "phone call")),
        ],
    )
    def test_says(self, cell, said):
        assert ConsentCell().read(cell, POINT) == said

    @pytest.mark.parametrize(
        ("cell", "fault"),
        [
            ("perhaps", "“perhaps” is no consent: write yes, no or unknown, or for example"),
            ("given 01/03/2026", "“given 01/03/2026” is no consent"),
            ("given 2026-02-30", "“2026-02-30” is not a day of the calendar."),
            (f"given, {'x' * 101}", "has 101 characters; at most 100 fit."),
        ],
    )
    def test_refuses(self, cell, fault):
        with pytest.raises(CellError) as caught:
            ConsentCell().read(cell, POINT)
        assert fault in str(caught.value)


@pytest.mark.django_db
class TestConsentCells:
    def said(self, contact: Contact, **values: object) -> tuple[list[str], str]:
        """Import a row about ``contact``; return what it changes, and what of it does not count."""
        cells, row = ConsentCells(at=AT, by=None), Record(SheetRow(2, ()), values)
        cells.load([row], [contact.pk])
        differences = cells.note(contact, cells.read(row))
        cells.save()
        return [f"{item.label}: {item.before} > {item.after}" for item in differences], cells.left_aside

    def held(self, contact: Contact) -> list[tuple[str, str, str, dt.date]]:
        return list(contact.consents.order_by("pk").values_list("channel", "state", "source", "stated_on"))

    def test_records_day_and_source_of_cell_or_row(self):
        alder = cast.company("Alder")
        row = {"consent_email": Said(GIVEN), "consent_phone": Said(WITHDRAWN, day(3), "call"), "consent_letter": None}
        changes = ["consent, E-mail:  > given 2026-03-01: fair", "consent, Phone:  > withdrawn 2026-03-03: call"]
        assert self.said(alder, **row, consent_date=day(1), consent_source="fair") == (changes, "")
        assert self.held(alder) == [("email", "given", "fair", day(1)), ("phone", "withdrawn", "call", day(3))]

    def test_read_again_it_records_nothing(self):
        alder = cast.company("Alder")
        row = {"consent_email": Said(GIVEN, day(1), "fair")}
        self.said(alder, **row)
        assert self.said(alder, **row) == ([], "")
        assert Consent.objects.count() == 1

    @pytest.mark.parametrize(
        ("withdrawn_on", "recorded_on", "given_on"),
        [(5, 5, 1), (5, 5, 5), (1, 5, 3), (1, 5, 5)],
        ids=["later", "on that day", "recorded later", "recorded on that day"],
    )
    def test_never_brings_back_what_was_withdrawn_since(self, withdrawn_on, recorded_on, given_on):
        alder = cast.company("Alder")
        withdrawn(alder, on=withdrawn_on, recorded_on=recorded_on)
        assert self.said(alder, consent_email=Said(GIVEN, day(given_on), "fair")) == (
            [],
            "Consent, E-mail: “Withdrawn” since 5 Mar 2026 stays; the file is not of a later day.",
        )
        assert Consent.objects.count() == 1

    def test_consent_of_a_later_day_counts(self):
        alder = cast.company("Alder")
        withdrawn(alder, on=5, recorded_on=5)
        assert self.said(alder, consent_email=Said(GIVEN, day(6), "fair")) == (
            ["consent, E-mail: withdrawn 2026-03-05: call > given 2026-03-06: fair"],
            "",
        )

    def test_withdrawal_of_the_same_day_counts(self):
        alder = cast.company("Alder")
        self.said(alder, consent_email=Said(GIVEN, day(5), "fair"))
        assert self.said(alder, consent_email=Said(WITHDRAWN, day(5), "call"))[1] == ""
        assert self.held(alder)[-1][1] == "withdrawn"

    @pytest.mark.parametrize(
        ("values", "reason"),
        [
            ({"consent_source": "fair"}, "Say on which day the contact said so: fill in the consent date"),
            ({"consent_date": day(1)}, "Say where the consent comes from, such as a web form"),
            ({"consent_date": day(10), "consent_source": "fair"}, "10 Mar 2026 has not come yet."),
        ],
    )
    def test_refuses_what_nobody_could_rely_on(self, values, reason):
        with pytest.raises(RowError) as caught:
            self.said(cast.company("Alder"), consent_email=Said(GIVEN), **values)
        assert str(caught.value).startswith(reason)
        assert not Consent.objects.exists()

    def test_columns_that_say_nothing_cost_no_query(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            ConsentCells(at=AT, by=None).load([Record(SheetRow(2, ()), {"consent_email": None})], [1])


def withdrawn(contact: Contact, *, on: int, recorded_on: int) -> None:
    Consent.objects.create(
        contact=contact,
        channel=Consent.Channel.EMAIL,
        state=WITHDRAWN,
        source="call",
        stated_on=day(on),
        recorded_at=dt.datetime(2026, 3, recorded_on, 12, tzinfo=dt.UTC),
    )
