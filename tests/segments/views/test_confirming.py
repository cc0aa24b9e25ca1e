from django.test import RequestFactory, SimpleTestCase

from contacts.views import way_back
from segments.views.confirming import confirmed_by, resync_note


class ConfirmingTest(SimpleTestCase):
    def test_what_nobody_signed_is_no_agreement(self) -> None:
        for posted in ({}, {"confirmed": ""}, {"confirmed": "all"}):
            self.assertEqual(confirmed_by(RequestFactory().post("/", posted)), ())

    def test_each_campaign_has_its_re_sync(self) -> None:
        self.assertEqual(resync_note([]), "")
        note = resync_note(["SPRING", "SUMMER"])
        self.assertIn('<a href="/campaigns/SPRING/resync/">', note)
        self.assertIn("Open order lines follow when SUMMER is re-synced.", note)

    def test_way_back_is_a_page_of_this_site(self) -> None:
        for wanted, expected in (("/segments/?page=2", "/segments/?page=2"), ("//elsewhere.example", "/"), ("", "/")):
            request = RequestFactory().post("/", {"next": wanted})
            self.assertEqual(way_back(request, otherwise="/"), expected)
