"""What every list page does, shown on the list of campaigns."""

import csv
import datetime as dt
import io
from unittest import mock

from django.contrib.auth.models import Permission
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from contacts.models import Preferences, SavedView
from contacts.saved_views import start_with
from contacts.views import lists
from tests.factories.campaigns import CampaignFactory
from tests.factories.users import UserFactory


class ListTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.viewer = UserFactory(group="Viewer", username="ann")
        CampaignFactory(number="CHAIRS", description="Office chairs", starting_on=dt.date(2026, 5, 1))
        CampaignFactory(number="LAMPS", description="Desk lamps", active=True)

    def setUp(self) -> None:
        self.client.force_login(self.viewer)

    def numbers(self, query: str) -> list[str]:
        return [row.record.number for row in self.client.get(f"/campaigns/{query}").context["table"].rows]


class StrictnessTest(ListTest):
    def test_unknown_name_shows_nothing_and_offers_the_list_without_it(self) -> None:
        page = self.client.get("/campaigns/?serach=lamps&activated=yes")
        self.assertContains(page, "0 of 2 campaigns")
        self.assertContains(page, "This list has no filter “serach”.")
        self.assertContains(page, 'href="?activated=yes&amp;page=1"')

    def test_invalid_filter_shows_nothing_and_says_why(self) -> None:
        page = self.client.get("/campaigns/?starts_from=soon")
        self.assertContains(page, "0 of 2 campaigns")
        self.assertContains(page, "Starts from: Enter a valid date.")

    def test_unknown_order_is_left_out(self) -> None:
        page = self.client.get("/campaigns/?sort=colour")
        self.assertContains(page, "2 of 2 campaigns")
        self.assertContains(page, "This list cannot be sorted by “colour”.")

    def test_filter_that_finds_nothing_can_be_cleared(self) -> None:
        self.assertContains(self.client.get("/campaigns/?search=x"), "Clear filters")
        self.assertNotContains(self.client.get("/campaigns/"), "Clear filters")

    def test_answer_depends_on_who_asks_for_a_part(self) -> None:
        self.assertIn("HX-Request", self.client.get("/campaigns/")["Vary"])


class PagesAndColumnsTest(ListTest):
    def test_rows_per_page_are_as_asked_or_as_preferred(self) -> None:
        def size(query: str) -> int:
            return self.client.get(f"/campaigns/{query}").context["table"].paginator.per_page

        self.assertEqual([size(""), size("?per_page=25"), size("?per_page=100000")], [50, 25, 50])
        Preferences.objects.create(user=self.viewer, rows_per_page=250)
        self.assertEqual(size(""), 250)

    def test_page_that_is_no_page_is_the_first_and_one_too_high_the_last(self) -> None:
        for page in ("x", "0", "99"):
            self.assertEqual(self.numbers(f"?page={page}"), ["CHAIRS", "LAMPS"])

    def test_columns_are_as_asked_and_the_number_always_stays(self) -> None:
        def columns(query: str) -> list[str]:
            return [column.name for column in self.client.get(f"/campaigns/{query}").context["table"].columns]

        self.assertEqual(columns("?columns=type&columns=status"), ["number", "status", "type"])
        self.assertNotIn("type", columns(""))
        self.assertContains(self.client.get("/campaigns/?columns=x"), "This list has no column “x”.")

    def test_empty_stands_last_in_both_directions(self) -> None:
        self.assertEqual(self.numbers("?sort=starting_on"), ["CHAIRS", "LAMPS"])
        self.assertEqual(self.numbers("?sort=-starting_on"), ["CHAIRS", "LAMPS"])


class FilesTest(ListTest):
    def test_csv_holds_the_rows_columns_and_order_of_the_list(self) -> None:
        answer = self.client.get("/campaigns/?activated=no&columns=description&export=csv")
        self.assertRegex(answer["Content-Disposition"], r'^attachment; filename="Campaigns \d{4}-\d\d-\d\d\.csv"$')
        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        self.assertEqual(
            list(csv.reader(io.StringIO(content, newline=""))), [["No.", "Description"], ["CHAIRS", "Office chairs"]]
        )

    def test_workbook_holds_all_pages(self) -> None:
        CampaignFactory.create_batch(30)
        answer = self.client.get("/campaigns/?per_page=25&sort=-number&export=xlsx")
        rows = list(load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.iter_rows(values_only=True))
        self.assertEqual(len(rows), 33)
        self.assertEqual(rows[1][0], "LAMPS")

    def test_there_is_no_file_of_what_was_not_understood(self) -> None:
        for query in ("?serach=x&export=csv", "?starts_from=soon&export=csv", "?export=pdf"):
            answer = self.client.get(f"/campaigns/{query}")
            self.assertEqual((answer.status_code, answer["Content-Type"]), (422, "text/html; charset=utf-8"))

    def test_long_list_has_no_workbook(self) -> None:
        with mock.patch.object(lists, "MOST_WORKBOOK_ROWS", 1):
            self.assertContains(self.client.get("/campaigns/"), "For Excel, narrow the list to 1 rows.")
            self.assertEqual(self.client.get("/campaigns/?export=xlsx").status_code, 422)

    def test_file_is_for_those_who_may_see_the_list(self) -> None:
        self.client.force_login(UserFactory())
        self.assertEqual(self.client.get("/campaigns/?export=csv").status_code, 403)


class ViewsTest(ListTest):
    def view(self, **fields) -> SavedView:
        usual = {"list_name": "campaigns:list", "name": "Lamps", "owner": self.viewer, "filters": "search=lamp"}
        return SavedView.objects.create(**{**usual, **fields})

    def test_view_alone_stands_for_all_that_it_says(self) -> None:
        view = self.view(sort="-number", columns="number,status")
        self.assertRedirects(
            self.client.get(f"/campaigns/?view={view.pk}"),
            f"/campaigns/?view={view.pk}&search=lamp&sort=-number&columns=number&columns=status",
        )
        self.assertRedirects(self.client.get("/campaigns/?view=active"), "/campaigns/?view=active&activated=yes")

    def test_filter_taken_from_a_view_stays_away(self) -> None:
        page = self.client.get(f"/campaigns/?view={self.view().pk}&page=1")
        self.assertContains(page, "2 of 2 campaigns")
        self.assertContains(page, "Changed")

    def test_last_view_is_opened_again_and_all_is_one_click_away(self) -> None:
        self.client.get("/campaigns/?view=active")
        self.assertRedirects(self.client.get("/campaigns/"), "/campaigns/?view=active&activated=yes")
        self.client.get("/campaigns/?view=all")
        self.assertContains(self.client.get("/campaigns/"), "2 of 2 campaigns")

    def test_filters_without_a_view_leave_the_last_view_be(self) -> None:
        self.client.get("/campaigns/?view=active")
        self.assertEqual(self.numbers("?search=chairs"), ["CHAIRS"])

    def test_list_starts_with_the_chosen_view(self) -> None:
        start_with(self.viewer, list_name="campaigns:list", view_key="active")
        self.assertRedirects(self.client.get("/campaigns/"), "/campaigns/?view=active&activated=yes")

    def test_chosen_view_that_is_gone_is_forgotten(self) -> None:
        start_with(self.viewer, list_name="campaigns:list", view_key="99")
        self.assertContains(self.client.get("/campaigns/"), "2 of 2 campaigns")

    def test_private_view_of_another_is_not_found(self) -> None:
        other = UserFactory(group="Viewer")
        for view in (self.view(owner=other), self.view(list_name="orders:list")):
            for query in (f"?view={view.pk}", f"?view={view.pk}&search=x"):
                self.assertEqual(self.client.get(f"/campaigns/{query}").status_code, 404)
        self.assertEqual(self.client.get("/campaigns/?view=none").status_code, 404)

    def test_shared_view_of_another_is_used_but_not_saved_over(self) -> None:
        view = self.view(owner=UserFactory(username="ben"), is_shared=True)
        page = self.client.get(f"/campaigns/?view={view.pk}&search=chairs")
        self.assertContains(page, "shared by ben")
        self.assertContains(page, "Save as a view")
        self.assertNotContains(page, f"/views/{view.pk}/save/")

    def test_old_view_with_an_unknown_filter_shows_nothing(self) -> None:
        view = self.view(filters="colour=red")
        page = self.client.get(f"/campaigns/?view={view.pk}", follow=True)
        self.assertContains(page, "This list has no filter “colour”.")
        self.assertContains(page, "0 of 2 campaigns")

    def test_as_many_queries_whatever_is_saved(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            self.client.get("/campaigns/?page=1")
        boss = UserFactory()
        boss.user_permissions.add(Permission.objects.get(codename="share_savedview"))
        for number in range(5):
            self.view(name=f"View {number}", owner=boss, is_shared=True)
        with self.assertNumQueries(len(queries)):
            self.client.get("/campaigns/?page=1")
