"""Campaigns from a file: the command and ``campaigns.campaign_import`` behind it."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign
from tests.factories.campaigns import NOW, CampaignFactory, CampaignTypeFactory
from tests.factories.contacts import SalespersonFactory
from tests.import_files import refused, run, write_rows

pytestmark = pytest.mark.django_db

ENDS_BEFORE = (
    "The ending date (1 March 2026) is before the starting date (2 March 2026). "
    "Choose 2 March 2026 or later, or leave it empty."
)


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "campaigns.csv"


def campaign(number: str, *fields: str) -> tuple[object, ...]:
    return Campaign.objects.values_list(*fields).get(number=number)


class TestImportCampaigns:
    def test_adds_campaigns(self, path):
        SalespersonFactory(code="JO")
        CampaignTypeFactory(code="FAIR")
        write_rows(
            path,
            "number,description,starting_date,ending_date,salesperson,status,type,objective,budget,"
            "applies_even_if_dearer,starts_by_itself,stops_by_itself",
            "spring,Spring fair,2026-03-01,2026-03-31,jo,1-planned,fair,Sell chairs,2500.50,yes,yes,no",
            "SUMMER,Summer,,,,,,,,,,",
        )
        assert run("import_campaigns", path) == ["Campaigns: read 2 = 2 added + 0 changed + 0 unchanged + 0 rejected."]
        assert campaign(
            "SPRING", "description", "starting_on", "ending_on", "salesperson__code", "status__code", "type__code"
        ) == ("Spring fair", dt.date(2026, 3, 1), dt.date(2026, 3, 31), "JO", "1-PLANNED", "FAIR")
        assert campaign("SPRING", "objective", "budget_amount", "applies_even_if_dearer", "starts_by_itself") == (
            "Sell chairs", Decimal("2500.50"), True, True
        )  # fmt: skip
        assert campaign("SUMMER", "starting_on", "ending_on", "salesperson", "budget_amount", "is_active") == (
            None, None, None, None, False
        )  # fmt: skip

    def test_second_run_leaves_everything(self, path):
        write_rows(path, "number,description,starting_date,budget", "A,Spring,2026-03-01,10.00", "B,Summer,,")
        run("import_campaigns", path)
        assert run("import_campaigns", path) == ["Campaigns: read 2 = 0 added + 0 changed + 2 unchanged + 0 rejected."]
        assert Campaign.history.count() == 2

    def test_changes_what_the_file_says_and_no_more(self, path):
        CampaignFactory(number="SPRING", description="Spring", starting_on=dt.date(2026, 3, 1))
        write_rows(path, "number,ending_date", "SPRING,2026-03-31")
        run("import_campaigns", path)
        assert campaign("SPRING", "description", "starting_on", "ending_on") == (
            "Spring", dt.date(2026, 3, 1), dt.date(2026, 3, 31)
        )  # fmt: skip
        assert Campaign.history.latest("history_id").ending_on == dt.date(2026, 3, 31)

    @pytest.mark.parametrize(
        ("heading", "value"),
        [("starting_date", "2026-03-01"), ("ending_date", "2026-03-31"), ("applies_even_if_dearer", "yes")],
    )
    def test_notes_on_active_campaigns_that_prices_may_differ(self, path, heading, value):
        CampaignFactory(number="ACTIVE", active=True)
        CampaignFactory(number="PLANNED")
        write_rows(path, f"number,{heading}", f"ACTIVE,{value}", f"PLANNED,{value}")
        moment = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
        with time_machine.travel(moment, tick=False):
            run("import_campaigns", path)
        assert campaign("ACTIVE", "terms_changed_at", "is_active", "activated_at") == (moment, True, NOW)
        assert campaign("PLANNED", "terms_changed_at", "is_active") == (None, False)

    def test_other_changes_of_active_campaigns_are_not_noted(self, path):
        CampaignFactory(number="ACTIVE", active=True)
        write_rows(path, "number,description", "ACTIVE,Early spring")
        run("import_campaigns", path)
        assert campaign("ACTIVE", "description", "terms_changed_at") == ("Early spring", None)

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("NEW,,,,,", "A new campaign needs a description."),
            ("NEW,New,2026-03-02,2026-03-01,,", ENDS_BEFORE),
            ("NEW,New,02/03/2026,,,", "starting_date: “02/03/2026” is not a day: write it as 2010-12-31."),
            ("NEW,New,,,TIM,", "There is no salesperson TIM."),
            ("NEW,New,,,OLD,", "Salesperson OLD Old is blocked. Choose another one."),
            ("NEW,New,,,,PLAN", "There is no campaign status PLAN."),
            ("SPRING,Spring,2026-03-02,2026-03-01,,", ENDS_BEFORE),
        ],
    )
    def test_rejects_with_the_reason_and_saves_nothing(self, path, row, reason):
        CampaignFactory(number="SPRING", description="Spring")
        SalespersonFactory(code="OLD", name="Old", is_blocked=True)
        before = list(Campaign.objects.values())
        write_rows(path, "number,description,starting_date,ending_date,salesperson,status", "FIRST,x,,,,", row)
        code, _, reasons = refused("import_campaigns", path)
        assert (code, reasons[0]) == (1, f"Row 3: {reason}")
        assert list(Campaign.objects.values()) == before

    def test_queries_depend_on_chunks_only(self, path):
        def query_count(row_count: int) -> int:
            write_rows(
                path,
                "number,description,status",
                *(f"{row_count}-{number},Name,1-PLANNED" for number in range(row_count)),
            )
            with CaptureQueriesContext(connection) as queries:
                run("import_campaigns", path)
                run("import_campaigns", path)
            return len(queries)

        assert query_count(10) == query_count(30)
