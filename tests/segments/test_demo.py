"""The demo company: the same every time, once, only where nothing else is; and the command that loads and shows it."""

import datetime as dt
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import TestCase

from campaigns.models import Campaign, CampaignEntry
from contacts.consents import may_be_reached
from contacts.models import Consent, Contact, ContactProfileAnswer, ProfileAnswer, ProfileQuestionnaire
from orders.activation import Kind, plan_run, run_campaign
from orders.entry import HandPrice, set_by_hand
from orders.kept import KeptReason
from orders.models import ActivationRun, Order, OrderLine
from orders.planning import drifting_lines
from pricing.models import Item
from segments.demo import company
from segments.demo.audience import FOLLOWING, IN_STEPS
from segments.demo.campaigns import ALREADY_ACTIVE, TO_ACTIVATE
from segments.demo.company import Loading, OtherRecordsError, TooFewContactsError, load_company
from segments.demo.story import compare_with_ledger, shown_lines
from segments.models import Segment
from tests.factories import cast
from tests.factories.users import UserFactory

TODAY = dt.date(2030, 1, 15)
NOW = dt.datetime(2030, 1, 15, 10, tzinfo=dt.UTC)
PASSWORD = "for the tests only"


def load(contact_count: int = 300, password: str | None = None) -> Loading:
    return load_company(contact_count=contact_count, password=password, today=TODAY, at=NOW)


def activate(number: str) -> ActivationRun:
    return run_campaign(Campaign.objects.get(number=number), kind=Kind.ACTIVATE, at=NOW, by=None)


def deactivate(number: str) -> ActivationRun:
    return run_campaign(Campaign.objects.get(number=number), kind=Kind.DEACTIVATE, at=NOW, by=None)


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("demo", *arguments, stdout=output)
    return output.getvalue()


class CompanyTest(TestCase):
    loading: Loading

    @classmethod
    def setUpTestData(cls) -> None:
        cls.loading = load(password=PASSWORD)

    def test_is_the_same_every_time(self) -> None:
        self.assertEqual(
            [str(holding) for holding in company.holdings()],
            [
                "301 contacts",
                "53 items",
                "114 sales prices",
                "16 sales line discounts",
                "4 campaigns",
                "8 segments",
                "60 orders",
                "234 order lines",
            ],
        )
        last = OrderLine.objects.select_related("order", "item").order_by("pk").last()
        assert last is not None
        self.assertEqual((last.order.number, last.item.number, last.quantity), ("SO00060", "1060", Decimal(6)))

    def test_gives_companies_names_of_their_own(self) -> None:
        names = Contact.objects.filter(type=Contact.Type.COMPANY).values_list("name", flat=True)
        self.assertEqual(len(set(names)), len(names))

    def test_counts_dates_from_the_day_of_loading(self) -> None:
        campaign = Campaign.objects.get(number=TO_ACTIVATE)
        self.assertEqual((campaign.starting_on, campaign.ending_on), (dt.date(2029, 12, 25), dt.date(2030, 3, 1)))
        self.assertEqual(Campaign.objects.get(number="CP0003").starting_on, dt.date(2030, 2, 1))
        self.assertEqual(Order.objects.order_by("-ordered_on")[0].ordered_on, TODAY)

    def test_lines_carry_what_the_rule_gives(self) -> None:
        for campaign in Campaign.objects.all():
            self.assertEqual(drifting_lines(campaign), [], campaign.number)

    def test_one_campaign_is_active_by_a_real_run(self) -> None:
        [active] = Campaign.objects.active()
        [run] = ActivationRun.objects.all()
        self.assertEqual((active.number, run.campaign_id, run.kind), (ALREADY_ACTIVE, active.pk, Kind.ACTIVATE))
        self.assertEqual((run.applied_count, run.skipped_count), (run.line_count, 0))
        self.assertEqual(active.activated_by, User.objects.get(username="manager"))

    def test_old_segment_is_logged_with_its_entry(self) -> None:
        segment = Segment.objects.get(state=Segment.State.LOGGED)
        self.assertEqual(segment.campaign, Campaign.objects.get(number="CP0004"))
        entry = CampaignEntry.objects.get(kind=CampaignEntry.Kind.INTERACTIONS)
        self.assertEqual((entry.document_number, entry.entered_on), (segment.number, segment.dated_on))
        self.assertGreater(segment.lines.filter(is_campaign_response=True).count(), 0)

    def test_one_segment_is_built_in_steps_and_one_follows_its_rules(self) -> None:
        in_steps, following = Segment.objects.get(number=IN_STEPS), Segment.objects.get(number=FOLLOWING)
        steps = in_steps.steps.order_by("sequence")
        self.assertEqual([step.action for step in steps], ["add", "reduce", "refine"])
        added, *taken_off = steps
        self.assertTrue(all(step.removed_count > 0 for step in taken_off))
        left = added.added_count - sum(step.removed_count for step in taken_off)
        self.assertEqual((in_steps.lines.count(), left > 0), (left, True))
        self.assertEqual((following.follows_rules, following.refreshed_at), (True, NOW))
        self.assertEqual(following.lines.count(), following.steps.get().added_count)

    def test_contacts_have_answered_and_said_what_they_want_to_get(self) -> None:
        [questionnaire] = ProfileQuestionnaire.objects.all()
        answers = ProfileAnswer.objects.filter(question__questionnaire=questionnaire)
        self.assertEqual(set(answers.filter(given_answers=None)), set())
        given = ContactProfileAnswer.objects.exclude(contact__type=Contact.Type.COMPANY)
        self.assertFalse(given.exists())
        for channel in Consent.Channel:
            self.assertTrue(Contact.objects.filter(may_be_reached(channel)).exists(), channel)
        self.assertEqual(set(Consent.objects.values_list("state", flat=True)), {"given", "withdrawn"})

    def test_preview_shows_every_reason_why_a_line_stays(self) -> None:
        run = plan_run(Campaign.objects.get(number=TO_ACTIVATE), kind=Kind.ACTIVATE, at=NOW, by=None, counts_kept=True)
        # A line can only be right already when the campaign is active.
        self.assertEqual(set(run.kept_counts), {*KeptReason} - {KeptReason.ALREADY_RIGHT})
        self.assertGreater(run.line_count, 0)

    def test_accounts_have_the_rights_of_their_group(self) -> None:
        self.assertEqual(
            [account.username for account in self.loading.accounts], ["viewer", "marketer", "manager", "admin"]
        )
        for username, may_activate in {"viewer": False, "marketer": False, "manager": True, "admin": True}.items():
            user = authenticate(username=username, password=PASSWORD)
            assert user is not None
            self.assertEqual(user.has_perm("campaigns.activate_campaign"), may_activate, username)
            self.assertEqual(user.is_superuser, username == "admin")

    def test_second_load_changes_nothing(self) -> None:
        before = list(OrderLine.objects.order_by("pk").values()), list(Contact.objects.order_by("pk").values())
        self.assertEqual(load(password="another"), Loading(is_new=False, is_completed=False, accounts=()))
        after = list(OrderLine.objects.order_by("pk").values()), list(Contact.objects.order_by("pk").values())
        self.assertEqual(after, before)
        self.assertIsNotNone(authenticate(username="manager", password=PASSWORD))


class StoryTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load()

    def whys(self) -> dict[str, str]:
        return {f"{shown.line.order.number}/{shown.line.line_number}": shown.why for shown in shown_lines()}

    def test_each_shown_line_stands_for_one_thing_that_can_happen(self) -> None:
        before = self.whys()
        self.assertEqual(before["SO00001/1"], "card price; CP0001: campaign not active")
        activate(TO_ACTIVATE)
        moment = "15 Jan 2030 11:00"
        self.assertEqual(
            self.whys(),
            {
                "SO00001/1": "campaign CP0001",
                "SO00001/2": "campaign CP0001",
                "SO00001/3": "card price, discount: campaign CP0001",
                "SO00001/4": "campaign CP0001",
                "SO00001/5": "card price; CP0001: below minimum quantity",
                "SO00001/6": "buyer's price; CP0001: normal price already better",
                "SO00001/7": "campaign CP0002; CP0001: another offer is cheaper",
                "SO00001/8": "card price; CP0001 has nothing for this item",
                "SO00001/9": f"priced by hand on {moment}: Agreed at the fair; no run changes it",
                "SO00001/10": "card price; already shipped",
                "SO00001/11": "campaign CP0002; CP0001 has nothing for this item",
                "SO00002/1": "card price; CP0001: order names another campaign",
                "SO00003/1": "card price; the order is released",
                "SO00004/1": "card price; CP0001: not yet started",
            },
        )

    def test_lines_come_back_exactly_or_go_to_the_next_best(self) -> None:
        activate(TO_ACTIVATE)
        run = ActivationRun.objects.get(campaign__number=ALREADY_ACTIVE)
        deactivate(ALREADY_ACTIVE)
        found = compare_with_ledger(run)
        self.assertEqual(found.different, [])
        self.assertEqual(found.touched_count, 0)
        self.assertEqual(found.as_before_count + found.other_campaign_count, run.applied_count)
        chairs = OrderLine.objects.get(order__number="SO00001", line_number=7)
        self.assertEqual(chairs.unit_price, Decimal("99.95"))
        self.assertGreater(found.other_campaign_count, 0)

    def test_notices_a_line_that_did_not_come_back(self) -> None:
        run = ActivationRun.objects.get(campaign__number=ALREADY_ACTIVE)
        deactivate(ALREADY_ACTIVE)
        beans = OrderLine.objects.filter(order__number="SO00001", line_number=11)
        beans.update(unit_price=Decimal("14.06"))
        self.assertEqual(compare_with_ledger(run).different, [beans.get()])

    def test_tells_a_line_that_was_touched_apart(self) -> None:
        run = ActivationRun.objects.get(campaign__number=ALREADY_ACTIVE)
        deactivate(ALREADY_ACTIVE)
        set_by_hand(
            OrderLine.objects.get(order__number="SO00001", line_number=11),
            price=HandPrice(unit_price=Decimal(1), line_discount_percent=Decimal(0), reason=""),
            at=NOW,
            by=None,
        )
        found = compare_with_ledger(run)
        self.assertEqual((found.touched_count, found.different), (1, []))
        self.assertEqual(found.as_before_count, run.applied_count - 1)


class RefusalTest(TestCase):
    def test_refuses_a_database_of_somebody_else(self) -> None:
        cast.company("Alder")
        cast.item()
        with self.assertRaisesRegex(OtherRecordsError, r"other records \(1 contact, 1 item, 1 unit of measure\)"):
            load(password=PASSWORD)
        self.assertEqual((Contact.objects.count(), Item.objects.count(), User.objects.count()), (1, 1, 0))

    def test_refuses_a_company_too_small_to_show_anything(self) -> None:
        with self.assertRaisesMessage(TooFewContactsError, "99 contacts are too few"):
            load(99)
        self.assertEqual(Contact.objects.count(), 0)

    def test_leaves_an_account_alone_that_is_there(self) -> None:
        UserFactory(username="admin")
        loading = load(company.FEWEST_CONTACTS, password=PASSWORD)
        self.assertEqual([account.username for account in loading.accounts], ["viewer", "marketer", "manager"])
        self.assertFalse(User.objects.get(username="admin").is_superuser)


@pytest.mark.django_db
def test_does_what_a_killed_load_left_undone(monkeypatch):
    def killed(*_arguments: object, **_named: object) -> None:
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(company, "run_campaign", killed)
        with pytest.raises(OperationalError):
            load(100)
    assert not Campaign.objects.active().exists()
    assert load(100) == Loading(is_new=False, is_completed=True, accounts=())
    assert [campaign.number for campaign in Campaign.objects.active()] == [ALREADY_ACTIVE]
    assert load(100) == Loading(is_new=False, is_completed=False, accounts=())


class CommandTest(TestCase):
    def test_loads_once_and_says_so(self) -> None:
        with self.settings(DEBUG=False):
            held, sentence = run("--contacts", "100").splitlines()
            second = run("--contacts", "100")
        self.assertEqual(
            held,
            "Wilgenhof Office & Coffee: 101 contacts, 53 items, 112 sales prices, 14 sales line discounts, "
            "4 campaigns, 8 segments, 20 orders, 74 order lines.",
        )
        self.assertEqual(sentence, "No accounts were made, because DEBUG is off or they exist. See createsuperuser.")
        self.assertEqual(second, "The demo company is there already. Nothing else was changed.\n")
        self.assertEqual(User.objects.count(), 0)

    def test_shows_the_password_of_new_accounts_once(self) -> None:
        with self.settings(DEBUG=True):
            _held, sentence, *accounts = run("--contacts", "100").splitlines()
            second = run("--contacts", "100")
        password = sentence.removeprefix("Accounts, all with the password ").partition(" ")[0]
        self.assertIsNotNone(authenticate(username="manager", password=password))
        self.assertEqual(
            accounts,
            [
                "  viewer    Viewer",
                "  marketer  Marketer",
                "  manager   Campaign manager",
                "  admin     may do everything",
            ],
        )
        self.assertNotIn(password, second)

    def test_refuses_other_records(self) -> None:
        cast.company("Alder")
        with self.assertRaisesMessage(CommandError, "This database holds other records"):
            run()

    def test_shows_only_the_demo_company(self) -> None:
        for arguments in (["--show"], ["--compare", "CP0002"]):
            with self.assertRaisesMessage(CommandError, "The demo company is not in this database."):
                run(*arguments)


class ShownByCommandTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load(100)

    def test_shows_lines(self) -> None:
        _head, first, *others = run("--show").splitlines()
        self.assertEqual(
            first,
            "SO00001  1  1030 Sit-stand desk IJssel 160 ×    6 PCS   589.00    0 %  3,534.00  "
            "card price; CP0001: campaign not active",
        )
        self.assertEqual(len(others), 13)

    def test_compares(self) -> None:
        changed_count = ActivationRun.objects.get().applied_count
        deactivate(ALREADY_ACTIVE)
        self.assertEqual(
            run("--compare", "cp0002").splitlines()[1:],
            [
                f"  {changed_count:>5} have exactly the price, discount, amount and rows they had before it;",
                "      0 have what another active campaign gives, which is now the best;",
                "      0 were touched by somebody since.",
            ],
        )

    def test_fails_loudly_when_a_line_did_not_come_back(self) -> None:
        deactivate(ALREADY_ACTIVE)
        OrderLine.objects.filter(order__number="SO00001", line_number=11).update(unit_price=1)
        with self.assertRaisesMessage(CommandError, "1 of them differ from what they were: SO00001/11."):
            run("--compare", ALREADY_ACTIVE)

    def test_compares_only_what_was_activated_and_deactivated(self) -> None:
        for number, sentence in {
            ALREADY_ACTIVE: "CP0002 is activated. Deactivate it first.",
            TO_ACTIVATE: "CP0001 was never activated, so there is nothing to compare with.",
        }.items():
            with self.assertRaisesMessage(CommandError, sentence):
                run("--compare", number)
