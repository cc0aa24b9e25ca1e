import datetime as dt

from django.test import TestCase

from campaigns.models import Campaign
from contacts.bulk_writing import BulkWriter
from contacts.importing import Difference, Outcome
from contacts.models import Contact, Territory
from tests.factories.campaigns import CampaignFactory
from tests.factories.contacts import CompanyFactory, TerritoryFactory
from tests.factories.users import UserFactory

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


class TestBulkWriter(TestCase):
    def test_writes_nothing_until_told(self) -> None:
        territories = BulkWriter(Territory, at=NOW)
        territories.add(Territory(code="NORTH"))
        self.assertEqual(Territory.objects.count(), 0)
        territories.write()
        self.assertEqual([found.code for found in Territory.objects.all()], ["NORTH"])

    def test_writes_each_thing_once(self) -> None:
        territories = BulkWriter(Territory, at=NOW)
        territories.add(Territory(code="NORTH"))
        territories.write()
        with self.assertNumQueries(0):
            territories.write()

    def test_changes_only_what_differs(self) -> None:
        north = TerritoryFactory(code="NORTH", description="North")
        territories = BulkWriter(Territory, at=NOW)
        self.assertEqual(territories.change(north, {"code": "NORTH", "description": "North"}), Outcome.UNCHANGED)
        with self.assertNumQueries(0):
            territories.write()
        self.assertEqual(territories.change(north, {"description": "The north"}), Outcome.CHANGED)
        territories.write()
        self.assertEqual(Territory.objects.get().description, "The north")

    def test_tells_what_the_last_change_changes(self) -> None:
        north = TerritoryFactory(code="NORTH", description="North")
        territories = BulkWriter(Territory, at=NOW)
        territories.change(north, {"code": "NORTH", "description": "The north"})
        self.assertEqual(territories.differences, [Difference("description", "North", "The north")])
        territories.change(north, {"code": "NORTH"})
        self.assertEqual(territories.differences, [])

    def test_objects_with_different_changes_keep_their_other_values(self) -> None:
        alder, birch = CompanyFactory(name="Alder", city="Aachen"), CompanyFactory(name="Birch", city="Bonn")
        contacts = BulkWriter(Contact, at=NOW)
        contacts.change(alder, {"city": "Arnhem"})
        contacts.change(birch, {"name": "Birch & Co"})
        contacts.write()
        self.assertEqual(
            list(Contact.objects.order_by("pk").values_list("name", "city")),
            [("Alder", "Arnhem"), ("Birch & Co", "Bonn")],
        )

    def test_stamps_what_it_changes_with_the_moment_given(self) -> None:
        alder, birch = CompanyFactory(), CompanyFactory()
        contacts = BulkWriter(Contact, at=NOW)
        contacts.change(alder, {"city": "Arnhem"})
        contacts.change(birch, {"city": birch.city})
        contacts.write()
        birch_modified_at = birch.modified_at
        alder.refresh_from_db()
        birch.refresh_from_db()
        self.assertEqual((alder.modified_at, birch.modified_at), (NOW, birch_modified_at))

    def test_change_of_what_was_just_added_is_added_as_changed(self) -> None:
        territories = BulkWriter(Territory, at=NOW)
        north = territories.add(Territory(code="NORTH"))
        territories.change(north, {"description": "North"})
        territories.write()
        self.assertEqual(Territory.objects.get().description, "North")

    def test_writes_history_where_it_is_kept(self) -> None:
        user = UserFactory()
        spring = CampaignFactory(number="SPRING", description="Spring")
        campaigns = BulkWriter(Campaign, at=NOW, by=user)
        campaigns.add(Campaign(number="SUMMER", description="Summer"))
        campaigns.change(spring, {"description": "Early spring"})
        campaigns.write()
        self.assertEqual(
            [
                (record.number, record.history_type, record.description, record.history_date, record.history_user)
                for record in Campaign.history.filter(history_date=NOW).order_by("number")
            ],
            [("SPRING", "~", "Early spring", NOW, user), ("SUMMER", "+", "Summer", NOW, user)],
        )
