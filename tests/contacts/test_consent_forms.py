import datetime as dt

from django.test import SimpleTestCase

from contacts.consent_forms import ConsentForm
from contacts.consents import ConsentDateError, ConsentSourceError, Statement
from contacts.models import Consent

FILLED = {"channel": "phone", "state": "withdrawn", "source": "Phone call", "stated_on": "2026-05-04"}


class ConsentFormTest(SimpleTestCase):
    def test_says_what_was_said(self) -> None:
        form = ConsentForm(FILLED)
        self.assertTrue(form.is_valid())
        self.assertEqual(
            form.statement,
            Statement(
                channel=Consent.Channel.PHONE,
                state=Consent.State.WITHDRAWN,
                source="Phone call",
                stated_on=dt.date(2026, 5, 4),
            ),
        )

    def test_each_value_is_needed_and_must_be_known(self) -> None:
        self.assertEqual(list(ConsentForm({}).errors), ["channel", "state", "source", "stated_on"])
        form = ConsentForm(FILLED | {"channel": "pigeon", "state": "maybe", "stated_on": "31-31-2026"})
        self.assertEqual(list(form.errors), ["channel", "state", "stated_on"])
        self.assertIn('aria-invalid="true"', str(form["stated_on"]))

    def test_refusal_stands_at_its_field(self) -> None:
        for error, field in ((ConsentDateError("No."), "stated_on"), (ConsentSourceError("No."), "source")):
            form = ConsentForm(FILLED)
            form.refuse(error)
            self.assertEqual(form.errors, {field: ["No."]})
