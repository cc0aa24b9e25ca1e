import datetime as dt

import time_machine
from django.test import TestCase

from campaigns.models import Campaign
from contacts.history import Change, FieldChange, changes_of, last_person, writes_of
from tests.factories.campaigns import NOW, CampaignFactory
from tests.factories.contacts import SalespersonFactory
from tests.factories.users import UserFactory


class ChangesTest(TestCase):
    def setUp(self) -> None:
        with time_machine.travel(NOW, tick=False):
            self.campaign = CampaignFactory(description="Spring fair")

    def change(self, hours: int = 1, **values: object) -> None:
        for name, value in values.items():
            setattr(self.campaign, name, value)
        with time_machine.travel(NOW + dt.timedelta(hours=hours), tick=False):
            self.campaign.save()

    def last_fields(self) -> tuple[FieldChange, ...]:
        return changes_of(self.campaign)[0].fields

    def test_last_comes_first_and_the_beginning_last(self) -> None:
        self.change(description="Spring sale")
        self.assertEqual(
            changes_of(self.campaign),
            [
                Change(
                    at=NOW + dt.timedelta(hours=1),
                    person="",
                    is_creation=False,
                    fields=(FieldChange(label="Description", old="Spring fair", new="Spring sale"),),
                ),
                Change(at=NOW, person="", is_creation=True, fields=()),
            ],
        )

    def test_writes_by_key_are_compared_with_the_one_before(self) -> None:
        self.change(hours=1, description="Spring sale")
        self.change(hours=2, description="Spring")
        CampaignFactory()
        second = Campaign.history.filter(id=self.campaign.pk).order_by("history_id")[1]
        writes = writes_of(Campaign, [second.history_id])
        [(key, write)] = writes.items()
        self.assertEqual((key, write.state, write.is_deletion), (second.history_id, second, False))
        self.assertEqual(write.change.fields, (FieldChange(label="Description", old="Spring fair", new="Spring sale"),))
        self.assertEqual(write.change.fields[0].name, "description")

    def test_first_and_last_write_of_a_record(self) -> None:
        pk = self.campaign.pk
        with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
            self.campaign.delete()
        writes = writes_of(Campaign, Campaign.history.filter(id=pk).values_list("history_id", flat=True))
        found = [(write.change.is_creation, write.is_deletion) for _key, write in sorted(writes.items())]
        self.assertEqual(found, [(True, False), (False, True)])

    def test_values_are_as_readers_know_them(self) -> None:
        self.change(
            ending_on=dt.date(2030, 3, 31), is_archived=True, salesperson=SalespersonFactory(code="MK", name="Meera")
        )
        self.assertEqual(
            self.last_fields(),
            (
                FieldChange(label="Ending date", old="", new="31 Mar 2030"),
                FieldChange(label="Salesperson", old="", new="MK Meera"),
                FieldChange(label="Archived", old="No", new="Yes"),
            ),
        )

    def test_saving_without_a_change_is_no_change(self) -> None:
        self.change()
        self.assertEqual(len(changes_of(self.campaign)), 1)

    def test_what_was_deleted_since_has_no_name(self) -> None:
        salesperson = SalespersonFactory()
        self.change(hours=1, salesperson=salesperson)
        self.change(hours=2, salesperson=None)
        salesperson.delete()
        self.assertEqual(self.last_fields(), (FieldChange(label="Salesperson", old="?", new=""),))

    def test_cost_does_not_grow_with_the_changes(self) -> None:
        for hours in range(1, 5):
            self.change(hours=hours, salesperson=SalespersonFactory())
        with self.assertNumQueries(2):
            self.assertEqual(len(changes_of(self.campaign)), 5)

    def test_last_person_is_who_wrote_it(self) -> None:
        self.assertEqual(last_person(self.campaign), "")
        self.campaign.history.update(history_user=UserFactory(username="anna"))
        self.assertEqual(last_person(Campaign.objects.get()), "anna")
