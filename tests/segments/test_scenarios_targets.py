"""The acceptance scenarios about target groups, prices and logging, each named after its id (docs/scenarios.md)."""

import datetime as dt
from decimal import Decimal

from campaigns.models import Campaign, CampaignEntry, CampaignTarget
from contacts.models import Contact
from orders.activation import Kind, run_campaign
from orders.entry import enter_line
from orders.heads import OrderHead, create_order
from orders.line_pricing import LineDetails
from pricing.models import Item
from pricing.selectors import OfferBook
from segments.criteria import ContactFilter, Criteria
from segments.follow_up import AskedFollowUp, Whom, create_follow_up
from segments.header import change_segment
from segments.logging import NobodyToLogError, NoDescriptionError, log_segment
from segments.models import Segment, SegmentStep
from segments.selectors import campaign_audience
from segments.services import change_line_campaign, set_target_flag
from segments.step_services import AskedStep, take_criteria_step
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.segments.counting import targets_of
from tests.segments.stage import SegmentTestCase

LAST_DAY = dt.date(2030, 3, 31)
Terms = tuple[Decimal, Decimal]
CARD: Terms = (Decimal("100.00"), Decimal(0))


class TargetCase(SegmentTestCase):
    """Campaign CP1 offers an item of 100.00 at 80.00 from 10 and 5 % less from 20; Alder is K100, who orders."""

    item: Item
    cp1: Campaign

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.birch, cls.cedar = cast.company("Birch", is_customer=False), cast.company("Cedar", is_customer=False)
        cls.cp1 = cast.campaign("CP1", is_active=False, starting_on=WORK_DATE, ending_on=LAST_DAY)
        cls.item = cast.item("I1", price=100)
        cast.price(cls.item, "80.00", cls.cp1, minimum_quantity=10)
        cast.discount(cls.item, "5", cls.cp1, minimum_quantity=20)

    def targeted(self, *contacts: Contact, **fields: object) -> Segment:
        return self.segment(*contacts, campaign=self.cp1, **fields)

    def activate(self) -> None:
        run_campaign(self.cp1, kind=Kind.ACTIVATE, at=NOW, by=None)
        self.cp1.refresh_from_db()

    def ordered(self, quantity: int = 10, *, buyer: Contact | None = None) -> Terms:
        """Return unit price and line discount that the buyer gets, Alder unless told."""
        order = create_order(buyer=buyer or self.alder, head=OrderHead(ordered_on=WORK_DATE))
        line = enter_line(order, details=LineDetails(item=self.item, quantity=Decimal(quantity)))
        return line.unit_price, line.line_discount_percent


class TargetScenarioTest(TargetCase):
    def test_c06_not_activated_no_price(self) -> None:
        self.targeted(self.alder)
        self.assertEqual([self.ordered(quantity) for quantity in (1, 10, 20)], [CARD, CARD, CARD])

    def test_c09_logged_segment_gives_the_price_with_a_follow_up_too(self) -> None:
        letters = self.targeted(self.alder)
        log_segment(letters, by=None)
        self.activate()
        self.assertEqual(self.ordered(), (Decimal("80.00"), Decimal(0)))
        asked = AskedFollowUp(whom=Whom.EVERYBODY, description="Again", dated_on=WORK_DATE)
        create_follow_up(letters, asked, at=NOW, by=None)
        self.assertEqual((self.ordered(), targets_of(self.cp1)), ((Decimal("80.00"), Decimal(0)), {"ALDER": 1}))
        self.assertEqual(self.ordered(20), (Decimal("80.00"), Decimal(5)))

    def test_c11_reduced_contact_loses_the_price_and_the_campaign_stays_active(self) -> None:
        """Business Central deactivates the campaign with its last target; D3 does not."""
        segment = self.targeted(self.alder)
        self.activate()
        self.assertEqual(self.ordered(), (Decimal("80.00"), Decimal(0)))
        criteria = Criteria(contact=ContactFilter(numbers=("ALDER",)))
        reduce = AskedStep(action=SegmentStep.Action.REDUCE, criteria=criteria)
        take_criteria_step(segment, reduce, at=NOW, by=None)
        self.assertEqual((self.ordered(), targets_of(self.cp1)), (CARD, {}))
        self.cp1.refresh_from_db()
        self.assertTrue(self.cp1.is_active)

    def test_c15_person_or_company_as_target_gives_the_company_the_price(self) -> None:
        for contact in (self.ann, self.alder):
            segment = self.targeted(contact)
            self.activate()
            book = OfferBook.load(item_ids=[self.item.pk], buyer_ids={self.alder.pk})
            [offer] = book.offers_for(item_id=self.item.pk, buyer_id=self.alder.pk).prices
            self.assertEqual((offer.source.key, offer.unit_price), (self.cp1.pk, Decimal("80.00")))
            run_campaign(self.cp1, kind=Kind.DEACTIVATE, at=NOW, by=None)
            change_segment(segment, details=self.details(campaign=None, is_campaign_target=False), at=NOW)

    def test_c16_deactivated_no_price_and_who_was_a_target_stays_one(self) -> None:
        """Business Central deletes the target group with it; D3 and D4 keep it right whether active or not."""
        self.targeted(self.alder, self.birch)
        self.activate()
        self.assertEqual(self.ordered(), (Decimal("80.00"), Decimal(0)))
        run_campaign(self.cp1, kind=Kind.DEACTIVATE, at=NOW, by=None)
        self.assertEqual(self.ordered(), CARD)
        self.assertEqual(targets_of(self.cp1), {"ALDER": 1, "BIRCH": 1})

    def test_c18_prospect_that_becomes_a_customer_keeps_its_place(self) -> None:
        """A row stands for the buyer here, whether it is a customer yet or not."""
        self.targeted(self.birch)
        self.activate()
        before = CampaignTarget.objects.get(campaign=self.cp1)
        Contact.objects.filter(pk=self.birch.pk).update(is_customer=True)
        after = CampaignTarget.objects.get(campaign=self.cp1)
        self.assertEqual((after.pk, after.buyer, after.contact_count), (before.pk, self.birch, 1))
        self.assertEqual(self.ordered(buyer=self.birch), (Decimal("80.00"), Decimal(0)))


class LoggingScenarioTest(TargetCase):
    def test_d04_each_campaign_of_the_lines_gets_an_entry(self) -> None:
        segment = self.segment(self.alder, self.birch, self.cedar, campaign=None, is_campaign_target=False)
        cp2 = cast.campaign("CP2", is_active=False)
        for contact, campaign in ((self.alder, self.cp1), (self.birch, cp2)):
            change_line_campaign(segment, lines=self.lines(segment, contact), campaign=campaign, at=NOW)
        logged = log_segment(segment, by=None)
        self.assertEqual([entry.campaign for entry in logged.entries], [self.cp1, cp2])
        self.assertEqual([entry.document_number for entry in logged.entries], [segment.number] * 2)
        self.assertEqual((logged.logged_count, CampaignEntry.objects.count()), (3, 2))

    def test_d06_tick_cleared_on_one_line_is_no_target(self) -> None:
        segment = self.targeted(self.alder, self.birch)
        set_target_flag(segment, lines=self.lines(segment, self.birch), is_target=False, at=NOW)
        log_segment(segment, by=None)
        flags = segment.lines.order_by("line_number").values_list("contact__name", "is_campaign_target")
        self.assertEqual(list(flags), [("Alder", True), ("Birch", False)])
        self.assertEqual((campaign_audience(self.cp1).target_contact_count, targets_of(self.cp1)), (1, {"ALDER": 1}))

    def test_d07_description_is_required(self) -> None:
        segment = self.targeted(self.alder, description=" ")
        with self.assertRaisesMessage(NoDescriptionError, f"{segment.number} has no description"):
            log_segment(segment, by=None)
        self.assertEqual((Segment.objects.get().state, CampaignEntry.objects.count()), (Segment.State.OPEN, 0))

    def test_d09_empty_segment_is_refused(self) -> None:
        """A line without a contact cannot be (reference, section 3); one whose contact may not be addressed can."""
        blocked = self.targeted(self.birch)
        Contact.objects.filter(pk=self.birch.pk).update(is_privacy_blocked=True)
        for segment in (self.targeted(), blocked):
            with self.assertRaises(NobodyToLogError):
                log_segment(segment, by=None)
        self.assertEqual(set(Segment.objects.values_list("state", flat=True)), {Segment.State.OPEN})
        self.assertEqual(CampaignEntry.objects.count(), 0)
