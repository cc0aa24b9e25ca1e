"""The acceptance scenarios as they go on an order, each named after its id (docs/scenarios.md).

Targets are flagged in segments and campaigns run as by the command. Where our decisions differ from Business Central
the test asserts the decision and names it.
"""

import datetime as dt
from decimal import Decimal
from io import StringIO

from django.core.management import CommandError, call_command
from django.test import TestCase

from campaigns.models import Campaign
from contacts.models import Contact
from orders.activation import Kind, NoTargetsError, run_campaign
from orders.entry import HandPrice, change_line, enter_line, set_by_hand
from orders.heads import OrderHead, change_order, create_order
from orders.line_pricing import LineDetails
from orders.models import ActivationRun, Order, OrderLine
from orders.selectors import explain_line
from pricing.models import Item
from pricing.services import withdraw_row
from segments.header import change_segment
from segments.logging import cancel_segment, log_segment
from segments.models import Segment
from segments.services import (
    SegmentDetails,
    add_contacts,
    create_segment,
    remove_lines,
    set_target_flag,
)
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.pricing import CustomerDiscountGroupFactory

LAST_DAY = dt.date(2030, 1, 20)
DAY = dt.timedelta(days=1)
Terms = tuple[Decimal, Decimal]


class ScenarioCase(TestCase):
    """Item I1 costs 100. Campaign CP1 is valid from the work date to 20 January; Ann and Ben work for Alder."""

    item: Item
    alder: Contact
    ann: Contact
    ben: Contact
    campaign: Campaign

    @classmethod
    def setUpTestData(cls) -> None:
        cls.item = cast.item("I1", price=100)
        cls.alder = cast.company("Alder")
        cls.ann, cls.ben = cast.person("Ann", cls.alder), cast.person("Ben", cls.alder)
        cls.campaign = cast.campaign("CP1", is_active=False, starting_on=WORK_DATE, ending_on=LAST_DAY)

    def targeted(self, *contacts: Contact, campaign: Campaign | None = None) -> Segment:
        """Return an open segment of the campaign with the flag on, one line for each contact."""
        details = SegmentDetails(
            description="Letters", dated_on=WORK_DATE, campaign=campaign or self.campaign, is_campaign_target=True
        )
        segment = create_segment(details=details, by=None)
        keys = [contact.pk for contact in contacts or (self.ann,)]
        add_contacts(segment, contacts=Contact.objects.filter(pk__in=keys), at=NOW)
        return segment

    def activate(self, campaign: Campaign | None = None) -> ActivationRun:
        return run_campaign(campaign or self.campaign, kind=Kind.ACTIVATE, at=NOW, by=None)

    def deactivate(self) -> ActivationRun:
        return run_campaign(self.campaign, kind=Kind.DEACTIVATE, at=NOW, by=None)

    def order(self, buyer: Contact | None = None, **head: object) -> Order:
        return create_order(buyer=buyer or self.alder, head=OrderHead(**{"ordered_on": WORK_DATE, **head}))

    def enter(self, quantity: int, order: Order | None = None, **details: object) -> OrderLine:
        details = {"item": self.item, "quantity": Decimal(quantity), **details}
        return enter_line(order or self.order(), details=LineDetails(**details))

    def change(self, line: OrderLine, quantity: int) -> OrderLine:
        return change_line(line, details=LineDetails(item=line.item, quantity=Decimal(quantity)))

    def assert_terms(self, line: OrderLine, unit_price: str | int, percent: str | int = 0) -> None:
        stored = OrderLine.objects.get(pk=line.pk)
        expected = Decimal(unit_price), Decimal(percent)
        self.assertEqual((stored.unit_price, stored.line_discount_percent), expected)


class CampaignPricingTest(ScenarioCase):
    def test_a05_campaign_without_prices_and_targets_is_not_activated(self) -> None:
        said = StringIO()
        with self.assertRaises(CommandError):
            call_command("activate_campaign", "CP1", "--yes", stdout=StringIO(), stderr=said)
        self.assertIn("tick “Campaign target”", said.getvalue())
        self.assertFalse(Campaign.objects.get().is_active)

    def test_a07_logged_segment_still_gives_the_price(self) -> None:
        cast.price(self.item, "72.35", self.campaign, minimum_quantity=12)
        log_segment(self.targeted(), by=None)
        self.activate()
        self.assert_terms(self.enter(12, self.order(campaign=self.campaign)), "72.35")

    def test_a11_contact_taken_off_the_segment_gets_no_discount(self) -> None:
        cast.discount(self.item, "37.5", self.campaign, minimum_quantity=12)
        segment = self.targeted()
        self.activate()
        order = self.order(campaign=self.campaign)
        self.assert_terms(self.enter(12, order), 100, "37.5")
        remove_lines(segment, lines=segment.lines.all(), at=NOW)
        self.assert_terms(self.enter(12, order), 100)

    def test_a14_line_shows_the_price_of_the_campaign_among_its_offers(self) -> None:
        """Nobody picks a price here: the rule takes it, and the explanation lists what there was."""
        row = cast.price(self.item, "72.35", self.campaign, minimum_quantity=12)
        self.targeted()
        self.activate()
        line = self.enter(12)
        self.assertEqual(line.sales_price, row)
        [verdict] = explain_line(line).prices
        self.assertEqual((verdict.offer.row_id, verdict.reason, verdict.value), (row.pk, None, Decimal("72.35")))


class SegmentsTest(ScenarioCase):
    """B14 to B24: the campaign's price is dearer than the card's 612.50, so it has to *apply even if dearer* (D8)."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        Item.objects.update(unit_price="612.50")
        Campaign.objects.update(ending_on=WORK_DATE, applies_even_if_dearer=True)
        cast.price(cls.item, 10450, cls.campaign, minimum_quantity=6)
        cast.discount(cls.item, 17, cls.campaign, minimum_quantity=9)

    def assert_five_six_and_nine(self, *expected: Terms) -> None:
        lines = [self.enter(quantity) for quantity in (5, 6, 9)]
        for line, (unit_price, percent) in zip(lines, expected, strict=True):
            self.assert_terms(line, unit_price, percent)

    def test_b14_three_quantities_of_an_active_campaign(self) -> None:
        self.targeted()
        self.activate()
        self.assert_five_six_and_nine(("612.50", 0), (10450, 0), (10450, 17))

    def test_b14_without_that_flag_the_campaign_is_never_dearer(self) -> None:
        Campaign.objects.update(applies_even_if_dearer=False)
        self.targeted()
        self.activate()
        self.assert_five_six_and_nine(("612.50", 0), ("612.50", 0), ("612.50", 17))

    def test_b15_the_same_not_activated(self) -> None:
        self.targeted()
        self.assert_five_six_and_nine(*[("612.50", 0)] * 3)

    def test_b23_line_entered_on_an_order_gets_price_and_discount(self) -> None:
        Campaign.objects.update(ending_on=WORK_DATE.replace(year=2033))
        segment = self.targeted()
        set_target_flag(segment, lines=segment.lines.all(), is_target=True, at=NOW)
        call_command("activate_campaign", "CP1", stdout=StringIO(), stderr=StringIO())
        self.assert_terms(self.enter(9), 10450, 17)

    def test_b24_the_same_not_activated(self) -> None:
        Campaign.objects.update(ending_on=WORK_DATE.replace(year=2033))
        self.targeted()
        self.assert_terms(self.enter(9), "612.50")


class PriceCalculationTest(ScenarioCase):
    def other(self, number: str, unit_price: int) -> Campaign:
        """Return a campaign like CP1 that asks this price, targeted and activated."""
        campaign = cast.campaign(number, is_active=False, starting_on=WORK_DATE, ending_on=LAST_DAY)
        cast.price(self.item, unit_price, campaign)
        self.targeted(campaign=campaign)
        self.activate(campaign)
        return campaign

    def test_c01_campaign_named_on_the_order_narrows_and_grants_nothing(self) -> None:
        """Business Central takes the named campaign even if the buyer is no target; D7 does not."""
        self.other("A", 80)
        cast.price(self.item, 70, self.campaign)
        self.assert_terms(self.enter(1, self.order(campaign=self.campaign)), 100)

    def test_c03_order_that_names_none_gets_the_best_of_all(self) -> None:
        self.other("D", 80)
        self.other("E", 75)
        self.assert_terms(self.enter(1), 75)

    def test_c05_activation_without_prices_that_nobody_confirms_changes_nothing(self) -> None:
        self.targeted()
        said = StringIO()
        with self.assertRaises(CommandError):
            call_command("activate_campaign", "CP1", stdout=StringIO(), stderr=said)
        self.assertIn("CP1 has no prices or discounts.", said.getvalue())
        self.assertEqual((Campaign.objects.get().is_active, ActivationRun.objects.count()), (False, 0))

    def test_c06_naming_the_other_campaign_prices_the_line_again(self) -> None:
        """350 is more than the card price, so P2 applies even if dearer (D8)."""
        first, second = self.other("P1", 60), self.other("P2", 350)
        Campaign.objects.filter(pk=second.pk).update(applies_even_if_dearer=True)
        order = self.order(campaign=first)
        line = self.enter(1, order)
        self.assert_terms(line, 60)
        change_order(order, head=OrderHead(ordered_on=WORK_DATE, campaign=second))
        self.assert_terms(line, 350)

    def test_c16_order_is_priced_by_its_order_date(self) -> None:
        cast.price(self.item, 80, starting_on=WORK_DATE + 4 * DAY)
        cast.price(self.item, 70, starting_on=WORK_DATE + 5 * DAY)
        self.assert_terms(self.enter(1, self.order(ordered_on=WORK_DATE + 4 * DAY)), 80)

    def test_c52_price_added_later_that_forbids_discounts_counts_when_the_line_is_touched(self) -> None:
        cast.discount(self.item, "22.5", self.alder)
        line = self.enter(1)
        self.assert_terms(line, 100, "22.5")
        cast.price(self.item, 77, self.alder, allows_line_discount=False)
        self.assert_terms(line, 100, "22.5")
        self.assert_terms(self.change(line, 1), 77, 0)


class DerivedTest(ScenarioCase):
    def priced(self, unit_price: str | int = "72.35", **fields: object) -> None:
        """Give CP1 a price and a target, and activate it."""
        cast.price(self.item, unit_price, self.campaign, **fields)
        self.targeted()
        self.activate()

    def test_e02_activating_twice_changes_nothing_more(self) -> None:
        line = self.enter(1)
        self.priced()
        said = StringIO()
        call_command("activate_campaign", "CP1", stdout=said, stderr=StringIO())
        self.assertIn("CP1 is already activated. Nothing was changed.", said.getvalue())
        self.assert_terms(line, "72.35")
        self.assertEqual(ActivationRun.objects.count(), 1)

    def test_e03_deactivation_takes_price_and_discount_off_existing_lines(self) -> None:
        """Business Central leaves the line, and later its stale price; here both are back at once (D6)."""
        cast.discount(self.item, "37.5", self.campaign)
        self.priced()
        line = self.enter(12)
        self.assert_terms(line, "72.35", "37.5")
        self.deactivate()
        self.assert_terms(line, 100)
        self.assert_terms(self.change(line, 13), 100)

    def test_e04_last_day_counts_and_the_day_after_does_not(self) -> None:
        self.priced()
        self.assert_terms(self.enter(1, self.order(ordered_on=LAST_DAY)), "72.35")
        self.assert_terms(self.enter(1, self.order(ordered_on=LAST_DAY + DAY)), 100)

    def test_e05_withdrawn_price_leaves_lines_until_the_next_resync(self) -> None:
        self.priced()
        line = self.enter(1)
        withdraw_row(row=line.sales_price, at=NOW, by=None)
        self.assert_terms(line, "72.35")
        self.assert_terms(self.enter(1), 100)
        self.assertEqual(Campaign.objects.get().terms_changed_at, NOW)
        run_campaign(self.campaign, kind=Kind.RESYNC, at=NOW, by=None)
        self.assert_terms(line, 100)

    def test_e06_best_of_two_or_the_one_that_is_named(self) -> None:
        other = cast.campaign("CP2", self.alder)
        cast.price(self.item, 88, other)
        self.priced(90)
        self.assert_terms(self.enter(1), 88)
        self.assert_terms(self.enter(1, self.order(campaign=self.campaign)), 90)

    def test_e07_price_and_discount_of_two_campaigns_combine(self) -> None:
        cast.discount(self.item, 5, cast.campaign("CP2", self.alder))
        self.priced(90)
        line = self.enter(10)
        self.assert_terms(line, 90, 5)
        self.assertEqual(line.line_amount, Decimal("855.00"))

    def test_e08_better_standing_terms_stay(self) -> None:
        large = CustomerDiscountGroupFactory()
        cast.terms(self.alder, discount_group=large)
        cast.price(self.item, 85, self.alder)
        cast.discount(self.item, 12, large)
        cast.discount(self.item, 10, self.campaign)
        self.priced(90)
        self.assert_terms(self.enter(1), 85, 12)

    def test_e11_contact_that_is_no_customer_gets_the_price(self) -> None:
        zoe = cast.person("Zoe", is_customer=False)
        cast.price(self.item, 90, self.campaign)
        self.targeted(zoe)
        self.activate()
        order = self.order(zoe)
        self.assert_terms(self.enter(1, order), 90)
        Contact.objects.filter(pk=zoe.pk).update(is_customer=True)
        self.assert_terms(self.enter(1, order), 90)

    def test_e12_company_keeps_the_price_until_its_last_person_is_off(self) -> None:
        cast.price(self.item, 90, self.campaign)
        segment = self.targeted(self.ann, self.ben)
        self.activate()
        for contact, expected in ((self.ann, 90), (self.ben, 100)):
            remove_lines(segment, lines=segment.lines.filter(contact=contact), at=NOW)
            self.assert_terms(self.enter(1), expected)

    def test_e13_flag_cleared_on_the_segment_takes_the_price_away(self) -> None:
        cast.price(self.item, 90, self.campaign)
        segment = self.targeted()
        self.activate()
        details = SegmentDetails(description="", dated_on=WORK_DATE, campaign=self.campaign)
        change_segment(segment, details=details, at=NOW)
        self.assert_terms(self.enter(1), 100)

    def test_e14_cancelled_segment_targets_nobody(self) -> None:
        cast.price(self.item, 90, self.campaign)
        segment = self.targeted()
        log_segment(segment, by=None)
        cancel_segment(segment, at=NOW)
        with self.assertRaises(NoTargetsError):
            self.activate()

    def test_e15_private_person_is_targeted_alone(self) -> None:
        zoe, yan = cast.person("Zoe"), cast.person("Yan")
        cast.price(self.item, 90, self.campaign)
        self.targeted(zoe)
        self.activate()
        self.assert_terms(self.enter(1, self.order(zoe)), 90)
        self.assert_terms(self.enter(1, self.order(yan)), 100)

    def test_e16_base_units_reach_the_minimum_of_a_price_without_unit(self) -> None:
        box = cast.unit(self.item, "BOX", holds=5)
        self.priced(10, minimum_quantity=20)
        self.assert_terms(self.enter(3, unit=box), 500)
        self.assert_terms(self.enter(4, unit=box), 50)

    def test_e17_what_was_set_by_hand_stays_when_the_quantity_changes(self) -> None:
        """Business Central overwrites it with what it calculates; D10 does not."""
        self.priced(90, minimum_quantity=5)
        line = self.enter(1)
        set_by_hand(
            line, price=HandPrice(unit_price=Decimal(77), line_discount_percent=Decimal(3), reason=""), at=NOW, by=None
        )
        self.assert_terms(self.change(line, 10), 77, 3)

    def test_e18_discount_alone_leaves_the_card_price(self) -> None:
        cast.discount(self.item, 20, self.campaign)
        self.targeted()
        self.activate()
        self.assert_terms(self.enter(1), 100, 20)

    def test_e19_of_equal_prices_the_first_created_is_the_origin(self) -> None:
        other = cast.price(self.item, 90, cast.campaign("CP2", self.alder))
        self.priced(90)
        self.assertEqual(self.enter(1).sales_price, other)

    def test_e20_below_the_minimum_the_discount_of_the_buyer_is_back(self) -> None:
        cast.discount(self.item, 5, self.alder)
        self.priced(90, minimum_quantity=10, allows_line_discount=False)
        line = self.enter(10)
        self.assert_terms(line, 90, 0)
        self.assert_terms(self.change(line, 9), 100, 5)

    def test_e21_campaign_without_ending_date_has_no_end(self) -> None:
        Campaign.objects.update(ending_on=None)
        self.priced(90)
        self.assert_terms(self.enter(1, self.order(ordered_on=WORK_DATE.replace(year=2099))), 90)
