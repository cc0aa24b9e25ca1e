from decimal import Decimal
from unittest import mock

from django.contrib.messages import get_messages
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pricing import admin as pricing_admin
from pricing.models import CustomerTerms, Item, SalesLineDiscount, SalesPrice
from pricing.services import DuplicateRowError
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.users import UserFactory

PERMISSIONS = [
    f"pricing.{verb}_{model}"
    for verb in ("view", "add", "change", "delete")
    for model in ("item", "itemunit", "itemvariant", "customerterms", "salesprice", "saleslinediscount")
]


class AdminCase(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.anna = UserFactory(username="anna", is_staff=True, permissions=PERMISSIONS)
        cls.alder, cls.item = cast.company("Alder"), cast.item("1000")
        cls.spring = cast.campaign("SPRING")

    def setUp(self) -> None:
        self.client.force_login(self.anna)

    def price_form(self, **fields: object) -> dict[str, object]:
        form = {"item": self.item.pk, "unit_price": "90", "minimum_quantity": "0", "allows_line_discount": "on"}
        return {**form, **fields}

    def post(self, name: str, form: dict[str, object], *, pk: int | None = None):
        url = reverse(f"admin:pricing_{name}", args=[] if pk is None else [pk])
        return self.client.post(url, form)

    def act(self, action: str, *rows: SalesPrice | SalesLineDiscount) -> list[str]:
        name = rows[0]._meta.model_name
        form = {"action": action, "_selected_action": [row.pk for row in rows]}
        return [str(message) for message in get_messages(self.post(f"{name}_changelist", form).wsgi_request)]


class PriceRowAdminTest(AdminCase):
    def test_adds_price_through_the_services(self) -> None:
        self.post("salesprice_add", self.price_form(buyer=self.alder.pk, currency_code="usd"))
        row = SalesPrice.objects.get()
        self.assertEqual((row.buyer, row.unit_price, row.currency_code), (self.alder, Decimal(90), "USD"))
        self.assertEqual(row.history.get().history_user, self.anna)

    def test_adds_discount_on_all_items(self) -> None:
        self.post("saleslinediscount_add", {"line_discount_percent": "5", "minimum_quantity": "0"})
        self.assertEqual(SalesLineDiscount.objects.get().line_discount_percent, Decimal(5))

    def test_shows_refusal_beside_its_field(self) -> None:
        response = self.post("salesprice_add", self.price_form(unit_price="0"))
        self.assertFormError(
            response.context["adminform"].form,
            "unit_price",
            "A price of 0 gives item 1000 away. Tick “free of charge” if that is meant.",
        )
        self.assertFalse(SalesPrice.objects.exists())

    def test_shows_refusal_of_several_fields_above_the_form(self) -> None:
        group = cast.CustomerPriceGroup.objects.create(code="WHOLESALE")
        response = self.post("salesprice_add", self.price_form(buyer=self.alder.pk, price_group=group.pk))
        self.assertFormError(
            response.context["adminform"].form,
            None,
            "Choose one of buyer, group and campaign, or none of them for everyone.",
        )

    def test_shows_refusal_that_came_up_while_writing(self) -> None:
        with mock.patch.object(pricing_admin, "add_row", side_effect=DuplicateRowError("There already is one.")):
            response = self.post("salesprice_add", self.price_form())
        self.assertRedirects(response, reverse("admin:pricing_salesprice_add"))
        self.assertEqual([str(message) for message in get_messages(response.wsgi_request)], ["There already is one."])

    def test_changes_price_and_keeps_item_and_source(self) -> None:
        row = cast.price(self.item, 90, self.alder)
        other = cast.item("2000")
        form = self.price_form(unit_price="85", item=other.pk, buyer="", starting_on=str(WORK_DATE))
        self.post("salesprice_change", form, pk=row.pk)
        row.refresh_from_db()
        self.assertEqual((row.unit_price, row.starting_on), (Decimal(85), WORK_DATE))
        self.assertEqual((row.item, row.buyer), (self.item, self.alder))

    def test_offers_no_campaign_and_takes_none(self) -> None:
        self.assertNotContains(self.client.get(reverse("admin:pricing_salesprice_add")), 'name="campaign"')
        self.post("salesprice_add", self.price_form(campaign=self.spring.pk))
        self.assertIsNone(SalesPrice.objects.get().campaign)

    def test_row_of_campaign_is_read_only(self) -> None:
        row = cast.price(self.item, 90, self.spring)
        url = reverse("admin:pricing_salesprice_change", args=[row.pk])
        self.assertContains(self.client.get(url), "SPRING")
        self.assertEqual(self.client.post(url, self.price_form(unit_price="1")).status_code, 403)
        self.assertEqual(SalesPrice.objects.get().unit_price, Decimal(90))

    def test_withdrawn_row_is_read_only(self) -> None:
        row = cast.price(self.item, 90, withdrawn_at=NOW)
        self.assertEqual(self.post("salesprice_change", self.price_form(), pk=row.pk).status_code, 403)

    def test_nothing_can_be_deleted(self) -> None:
        row = cast.price(self.item, 90)
        self.assertEqual(self.post("salesprice_delete", {"post": "yes"}, pk=row.pk).status_code, 403)
        self.act("delete_selected", row)
        self.assertEqual(SalesPrice.objects.count(), 1)


class ActionTest(AdminCase):
    def test_withdraws_standing_rows_and_leaves_those_of_campaigns(self) -> None:
        standing, of_campaign = cast.price(self.item, 90), cast.price(self.item, 80, self.spring)
        self.assertEqual(
            self.act("withdraw", standing, of_campaign),
            [
                "1 row of a campaign was left as it is: change it on the campaign's card.",
                "1 row was withdrawn.",
            ],
        )
        self.assertEqual(list(SalesPrice.objects.in_force()), [of_campaign])
        self.assertEqual(standing.history.latest().history_user, self.anna)

    def test_restores_rows_whose_place_is_free(self) -> None:
        free = cast.discount(self.item, 10, withdrawn_at=NOW)
        taken = cast.discount(None, 10, withdrawn_at=NOW)
        cast.discount(None, 5)
        refusal, success = self.act("restore", free, taken)
        self.assertTrue(refusal.startswith("There already is a discount on all items for any quantity for everyone."))
        self.assertEqual(success, "1 row is in force again.")
        self.assertEqual(SalesLineDiscount.objects.in_force().count(), 2)

    def test_needs_permission_to_change(self) -> None:
        viewer = UserFactory(is_staff=True, permissions=["pricing.view_salesprice"])
        self.client.force_login(viewer)
        row = cast.price(self.item, 90)
        self.act("withdraw", row)
        self.assertTrue(SalesPrice.objects.in_force().exists())


class ListTest(AdminCase):
    def test_query_count_does_not_grow_with_rows(self) -> None:
        url = reverse("admin:pricing_salesprice_changelist")
        counts = []
        for size in (1, 6):
            for number in range(size):
                cast.price(cast.item(f"{size}-{number}"), 90, self.alder)
            with CaptureQueriesContext(connection) as queries:
                self.client.get(url)
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])

    def test_shows_rows_in_force_or_withdrawn(self) -> None:
        cast.price(self.item, 90)
        cast.price(cast.item("2000"), 90, withdrawn_at=NOW)
        url = reverse("admin:pricing_salesprice_changelist")
        for value, numbers in {"yes": ["1000"], "no": ["2000"], "": ["1000", "2000"]}.items():
            with self.subTest(value=value):
                query = {"in_force": value} if value else {}
                rows = self.client.get(url, query).context["cl"].result_list
                self.assertEqual([row.item.number for row in rows], numbers)


class SetUpTest(AdminCase):
    def test_adds_item_with_units_and_variants(self) -> None:
        box = cast.UnitOfMeasureFactory(code="BOX")
        form = {
            "number": "3000",
            "description": "Lamp",
            "base_unit": self.item.base_unit_id,
            "unit_price": "12.34567",
            "units-TOTAL_FORMS": "1",
            "units-INITIAL_FORMS": "0",
            "units-0-unit": box.pk,
            "units-0-quantity_per_unit": "5",
            "variants-TOTAL_FORMS": "1",
            "variants-INITIAL_FORMS": "0",
            "variants-0-code": "BLUE",
        }
        self.post("item_add", form)
        item = Item.objects.get(number="3000")
        self.assertEqual(item.unit_price, Decimal("12.34567"))
        self.assertEqual([row.quantity_per_unit for row in item.units.all()], [Decimal(5)])
        self.assertEqual([row.code for row in item.variants.all()], ["BLUE"])

    def test_variants_are_looked_up_but_not_listed(self) -> None:
        cast.variant(self.item, "BLUE")
        self.assertNotContains(self.client.get(reverse("admin:index")), reverse("admin:pricing_itemvariant_changelist"))
        query = {"app_label": "pricing", "model_name": "salesprice", "field_name": "variant", "term": "BLUE"}
        found = self.client.get(reverse("admin:autocomplete"), query).json()["results"]
        self.assertEqual([result["text"] for result in found], ["BLUE"])

    def test_terms_are_those_of_a_buyer_in_a_currency(self) -> None:
        self.post("customerterms_add", {"buyer": self.alder.pk, "allows_line_discount": "on", "currency_code": "eur"})
        self.assertEqual(CustomerTerms.objects.get().currency_code, "")
        self.post("customerterms_change", {"currency_code": "usd"}, pk=self.alder.pk)
        terms = CustomerTerms.objects.get()
        self.assertEqual((terms.buyer, terms.currency_code, terms.allows_line_discount), (self.alder, "USD", False))

    def test_terms_of_a_person_with_a_company_are_refused(self) -> None:
        ann = cast.person("Ann", self.alder)
        self.post("customerterms_add", {"buyer": ann.pk, "currency_code": ""})
        self.assertFalse(CustomerTerms.objects.exists())

    def test_terms_in_no_currency_are_refused(self) -> None:
        response = self.post("customerterms_add", {"buyer": self.alder.pk, "currency_code": "€"})
        self.assertContains(response, "“€” is no currency.")
        self.assertFalse(CustomerTerms.objects.exists())
