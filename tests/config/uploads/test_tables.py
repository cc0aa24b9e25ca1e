from django.test import TestCase

from tests.config.uploads.pages import bring, csv_file
from tests.factories import cast
from tests.factories.users import UserFactory


class TestRows(TestCase):
    def setUp(self) -> None:
        self.client.force_login(UserFactory(group="Marketer"))

    def test_wrong_ones_stand_first_then_changed_new_and_unchanged(self) -> None:
        cast.company("B", city="Breda")
        cast.company("D", city="Delft")
        upload = bring(
            self.client, "contacts", csv_file("number,name,city", "A,Alder,", "B,B,Best", "C,,", "D,D,Delft")
        )
        table = self.client.get(f"/imports/{upload.pk}/").context["table"]
        self.assertEqual(
            [(row.record.row_number, row.record.outcome) for row in table.rows],
            [(4, "rejected"), (3, "changed"), (2, "added"), (5, "unchanged")],
        )

    def test_changes_are_shown_old_and_new_and_escaped(self) -> None:
        cast.company("B", city="<b>Breda</b>")
        upload = bring(self.client, "contacts", csv_file("number,city", "B,<i>Best</i>", name="<u>x.csv"))
        page = self.client.get(f"/imports/{upload.pk}/")
        self.assertContains(
            page,
            "<li>City: <del>&lt;b&gt;Breda&lt;/b&gt;</del> <span aria-hidden='true'>→</span>"
            "<strong>&lt;i&gt;Best&lt;/i&gt;</strong></li>",
            html=True,
        )
        self.assertContains(page, "&lt;u&gt;x.csv")
        self.assertNotContains(page, "<u>x")

    def test_figures_open_the_rows_they_count(self) -> None:
        upload = bring(self.client, "contacts", csv_file("number,name", "A,Alder", "B,", "C,Cedar"))
        page = self.client.get(f"/imports/{upload.pk}/")
        figures = {figure.result: figure.count for figure in page.context["figures"]}
        self.assertEqual(figures, {"": 3, "added": 2, "changed": 0, "unchanged": 0, "rejected": 1})
        for result, count in figures.items():
            table = self.client.get(f"/imports/{upload.pk}/", {"result": result}).context["table"]
            self.assertEqual(len(table.rows), count)
        self.assertEqual(self.client.get(f"/imports/{upload.pk}/", {"result": "any"}).status_code, 404)

    def test_query_count_does_not_grow_with_rows(self) -> None:
        few = bring(self.client, "contacts", csv_file("number,name", *(f"A{n},Alder" for n in range(3))))
        many = bring(self.client, "contacts", csv_file("number,name", *(f"B{n},Birch" for n in range(60))))
        self.client.get(f"/imports/{few.pk}/")
        with self.assertNumQueries(10):
            self.client.get(f"/imports/{few.pk}/")
        with self.assertNumQueries(10):
            self.client.get(f"/imports/{many.pk}/")
