from django.contrib.auth.models import User
from django.test import RequestFactory, TestCase

from contacts.filters import ContactFilter, DayFilter
from contacts.models import Contact
from tests.factories import cast
from tests.factories.contacts import (
    IndustryGroupFactory,
    MailingGroupFactory,
    SalespersonFactory,
    TerritoryFactory,
)
from tests.factories.users import UserFactory


class ContactFilterTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.meera = SalespersonFactory(code="MK")
        cls.alder = cast.company("Alder", city="Gent", is_customer=True, salesperson=cls.meera)
        cast.person("Ann", cls.alder, city="Utrecht")
        cast.company("Birch", city="Utrecht", post_code="3511 AB")

    def found(self, **query: str) -> list[str]:
        return [contact.name for contact in ContactFilter(query, Contact.objects.order_by("name")).qs]

    def test_each_filter_narrows(self) -> None:
        self.assertEqual(self.found(search="birc"), ["Birch"])
        self.assertEqual(self.found(search="ALDER"), ["Alder", "Ann"])
        self.assertEqual(self.found(type="person"), ["Ann"])
        self.assertEqual(self.found(customer="yes"), ["Alder"])
        self.assertEqual(self.found(customer="no"), ["Ann", "Birch"])
        self.assertEqual(self.found(city="utr"), ["Ann", "Birch"])
        self.assertEqual(self.found(salesperson=str(self.meera.pk)), ["Alder"])
        self.assertEqual(self.found(post_code="35"), ["Birch"])

    def test_classification_narrows(self) -> None:
        south, steel, news = TerritoryFactory(), IndustryGroupFactory(), MailingGroupFactory()
        birch = Contact.objects.get(name="Birch")
        birch.territory = south
        birch.save()
        birch.industry_groups.add(steel, IndustryGroupFactory())
        birch.mailing_groups.add(news, MailingGroupFactory())
        for query in ({"territory": south}, {"industry": steel}, {"mailing_group": news}):
            self.assertEqual(self.found(**{name: str(group.pk) for name, group in query.items()}), ["Birch"])
        [label] = [label for value, label in ContactFilter().form["territory"].field.choices if value == south.pk]
        self.assertEqual(label, south.description or south.code)

    def test_blocked_narrows(self) -> None:
        Contact.objects.filter(name="Ann").update(is_privacy_blocked=True)
        Contact.objects.filter(name="Birch").update(is_excluded_from_segments=True)
        self.assertEqual(self.found(blocked="privacy"), ["Ann"])
        self.assertEqual(self.found(blocked="segments"), ["Birch"])
        self.assertEqual(self.found(blocked="none"), ["Alder"])


class SalespersonFilterTest(TestCase):
    def chosen(self, user: User) -> ContactFilter:
        request = RequestFactory().get("/")
        request.user = user
        return ContactFilter({"salesperson": "me"}, Contact.objects.all(), request=request)

    def test_me_is_whoever_reads(self) -> None:
        ann = UserFactory()
        meera = SalespersonFactory(user=ann)
        own = cast.company("Alder", salesperson=meera)
        cast.company("Birch", salesperson=SalespersonFactory())
        chosen = self.chosen(ann)
        self.assertEqual(list(chosen.qs), [own])
        self.assertIn(("me", "Me"), list(chosen.form["salesperson"].field.choices))

    def test_who_is_no_salesperson_sees_nothing_as_ones_own(self) -> None:
        cast.company("Alder")
        chosen = self.chosen(UserFactory())
        self.assertFalse(chosen.is_valid())
        self.assertNotIn("me", [value for value, _label in chosen.form["salesperson"].field.choices])


def test_day_is_chosen_on_a_calendar() -> None:
    assert 'type="date"' in str(DayFilter(label="From").field.widget.render("x", None))
