import pytest

from campaigns.campaign_import import COLUMNS, CampaignImporter
from campaigns.models import Campaign
from contacts.columns import Layout, Record
from contacts.importing import Outcome
from contacts.sheets import SheetRow
from tests.factories.campaigns import NOW, CampaignFactory
from tests.factories.contacts import SalespersonFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


def record(headings: str, row: str) -> Record:
    return Layout.of(COLUMNS, headings.split(",")).record(SheetRow(2, row.split(",")))


class TestCampaignImporter:
    def test_blocked_salesperson_of_the_campaign_may_stay(self):
        CampaignFactory(
            number="SPRING", description="Spring", salesperson=SalespersonFactory(code="OLD", is_blocked=True)
        )
        importer = CampaignImporter(at=NOW)
        row = record("number,description,salesperson", "SPRING,Early spring,OLD")
        importer.load([row])
        assert importer.take(row) == Outcome.CHANGED

    def test_history_says_who_and_when(self):
        user = UserFactory()
        importer = CampaignImporter(at=NOW, by=user)
        row = record("number,description", "SPRING,Spring")
        importer.load([row])
        assert importer.take(row) == Outcome.ADDED
        importer.save()
        [version] = Campaign.history.all()
        assert (version.history_user, version.history_date) == (user, NOW)
