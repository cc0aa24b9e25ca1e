import time_machine
from django.test import TestCase

from contacts.duplicates import follow_companies
from contacts.models import DuplicatePair, MarketingSetup, SearchString
from tests.factories import cast
from tests.factories.contacts import CompanyFactory
from tests.factories.users import UserFactory

URL = "/contacts/duplicates/"
ALIKE = {"address": "Kerkstraat 1", "post_code": "9000", "city": "Gent", "phone": "09 123 456", "email": "a@b.example"}


class _DuplicatesTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer", username="mia")
        cls.alder, cls.birch = cast.company("Alder", **ALIKE), cast.company("Birch", **ALIKE)
        cls.cedar = cast.company("Cedar", city="Gent")
        follow_companies([cls.alder.pk, cls.birch.pk, cls.cedar.pk])
        cls.pair = DuplicatePair.objects.get()

    def setUp(self) -> None:
        self.client.force_login(self.marketer)


class DuplicateListTest(_DuplicatesTest):
    def test_shows_pairs_with_their_equal_strings(self) -> None:
        page = self.client.get(f"{URL}?view=all&page=1")
        for text in ("ALDER Alder", "BIRCH Birch", "Kerkstraat 1, Gent", f'href="{URL}{self.pair.pk}/"', "1 of 1 pair"):
            self.assertContains(page, text)
        self.assertNotContains(page, "CEDAR")

    def test_filters(self) -> None:
        for query, count in (("decided=no", 1), ("decided=yes", 0), ("contact=ALDER", 1), ("contact=CEDAR", 0)):
            with self.subTest(query=query):
                self.assertEqual(self.client.get(f"{URL}?{query}").context["table"].paginator.count, count)
        self.assertContains(self.client.get(f"{URL}?search=birc"), "1 of 1 pair")
        self.assertContains(self.client.get(f"{URL}?town=Gent"), "no filter “town”")

    def test_file_has_the_numbers(self) -> None:
        content = b"".join(self.client.get(f"{URL}?export=csv&page=1").streaming_content).decode()
        self.assertIn("10,ALDER Alder", content)

    def test_nothing_yet(self) -> None:
        DuplicatePair.objects.all().delete()
        self.assertContains(self.client.get(URL), "No company looks like another")

    def test_queries_do_not_grow_with_the_pairs(self) -> None:
        self.client.get(URL)
        with self.assertNumQueries(10):
            self.client.get(f"{URL}?page=1")
        follow_companies([company.pk for company in CompanyFactory.create_batch(5, **ALIKE)])
        self.assertGreater(DuplicatePair.objects.count(), 10)
        with self.assertNumQueries(10):
            self.client.get(f"{URL}?page=1")

    def test_comparing_all_finds_who_was_there_before(self) -> None:
        DuplicatePair.objects.all().delete()
        SearchString.objects.all().delete()
        page = self.client.post(f"{URL}search/", follow=True)
        self.assertContains(page, "Companies compared: 3. Pairs to look at: 1, of which 1 new.")
        self.assertEqual(page.redirect_chain[0][0], f"{URL}?view=open")


class DuplicateCardTest(_DuplicatesTest):
    def test_shows_both_side_by_side_and_what_is_equal(self) -> None:
        page = self.client.get(f"{URL}{self.pair.pk}/")
        for text in ("Is ALDER the same company as BIRCH?", "10 search strings are equal.", "They are two"):
            self.assertContains(page, text)
        fields = {field.label: field for field in page.context["fields"]}
        self.assertEqual((fields["city"].is_equal, fields["city"].alike), (True, "first 5, last 5"))
        self.assertEqual((fields["name"].is_equal, fields["name"].alike), (False, ""))

    def test_viewer_looks_and_decides_nothing(self) -> None:
        self.client.force_login(self.viewer)
        self.assertNotContains(self.client.get(f"{URL}{self.pair.pk}/"), "They are two")
        for verb in ("search/", f"{self.pair.pk}/separate/", f"{self.pair.pk}/join/"):
            with self.subTest(verb=verb):
                self.assertEqual(self.client.post(URL + verb).status_code, 403)
        self.pair.refresh_from_db()
        self.assertFalse(self.pair.is_separate)

    def test_stranger_is_sent_to_sign_in(self) -> None:
        self.client.logout()
        for url in (URL, f"{URL}{self.pair.pk}/"):
            self.assertRedirects(self.client.get(url), f"/sign-in/?next={url}", fetch_redirect_response=False)

    def test_looking_writes_nothing(self) -> None:
        for verb in ("search/", f"{self.pair.pk}/separate/", f"{self.pair.pk}/join/"):
            self.assertEqual(self.client.get(URL + verb).status_code, 405)

    @time_machine.travel("2030-05-01 12:00Z", tick=False)
    def test_they_are_two_and_undo(self) -> None:
        self.client.force_login(self.marketer)
        page = self.client.post(f"{URL}{self.pair.pk}/separate/", follow=True)
        self.assertContains(page, "are two separate contacts, and are not asked about again.")
        self.assertContains(page, f'formaction="{URL}{self.pair.pk}/join/"')
        self.pair.refresh_from_db()
        self.assertEqual((self.pair.is_separate, self.pair.decided_by), (True, self.marketer))
        card = self.client.get(f"{URL}{self.pair.pk}/")
        self.assertContains(card, "mia said on 1 May 2030 14:00 that they are two.")
        self.client.post(f"{URL}{self.pair.pk}/join/")
        self.pair.refresh_from_db()
        self.assertEqual((self.pair.is_separate, self.pair.decided_by), (False, None))

    def test_pair_that_is_gone(self) -> None:
        self.pair.delete()
        self.assertEqual(self.client.get(f"{URL}99999/").status_code, 404)
        self.assertEqual(self.client.post(f"{URL}99999/separate/").status_code, 404)


class ContactCardNoteTest(_DuplicatesTest):
    def test_card_says_with_whom_it_may_be_the_same(self) -> None:
        for number, other in (("ALDER", "BIRCH Birch"), ("BIRCH", "ALDER Alder")):
            page = self.client.get(f"/contacts/{number}/")
            self.assertContains(page, "This may be the same company as")
            self.assertContains(page, f'<a href="{URL}{self.pair.pk}/">{other}</a>')
        self.assertNotContains(self.client.get("/contacts/CEDAR/"), "may be the same")

    def test_many_are_led_to_the_list(self) -> None:
        follow_companies([company.pk for company in CompanyFactory.create_batch(4, **ALIKE)])
        self.assertContains(self.client.get("/contacts/ALDER/"), f"{URL}?contact=ALDER")

    def test_card_says_nothing_where_the_setup_does_not_search(self) -> None:
        MarketingSetup.objects.update(searches_duplicates=False)
        self.assertNotContains(self.client.get("/contacts/ALDER/"), "may be the same")
