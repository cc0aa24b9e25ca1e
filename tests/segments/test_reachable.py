import datetime as dt
from decimal import Decimal

from django.test import TestCase

from campaigns.models import CampaignTarget
from contacts.consents import Statement, record_consent
from contacts.models import Consent, Contact
from pricing.selectors import OfferBook
from pricing.terms import Sale
from segments.filters import LineFilter
from segments.reachable import ChannelReach, reach_of
from segments.selectors import lines_of
from segments.services import set_target_flag
from tests.factories import cast
from tests.factories.campaigns import WORK_DATE
from tests.factories.contacts import ConsentFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory

NINE = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


class ReachTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.alder = cast.company("Alder", is_customer=True)
        cls.ann, cls.ben = cast.person("Ann", cls.alder), cast.person("Ben", cls.alder)
        cls.spring = cast.campaign("SPRING", starting_on=None)
        cls.west = SegmentFactory(number="WEST", campaign=cls.spring)
        for number, contact in enumerate((cls.ann, cls.ben), start=1):
            SegmentLineFactory(segment=cls.west, contact=contact, line_number=number)
        SegmentLineFactory(segment=SegmentFactory(), contact=cls.ann)

    def counts(self) -> list[int]:
        return [channel.line_count for channel in reach_of(self.west)]

    def test_counts_the_lines_that_the_filter_opens(self) -> None:
        self.assertEqual(self.counts(), [0, 0, 0, 0])
        ConsentFactory(contact=self.ann)
        ConsentFactory(contact=self.ben)
        ConsentFactory(contact=self.ben, channel="phone")
        ConsentFactory(contact=self.ann, state="withdrawn")
        self.assertEqual(self.counts(), [1, 0, 1, 0])
        self.assertEqual(reach_of(self.west)[0], ChannelReach(channel=Consent.Channel.EMAIL, line_count=1))
        lines = LineFilter({"reach": "email"}, lines_of(self.west)).qs
        self.assertEqual([line.contact.name for line in lines], ["Ben"])

    def test_privacy_blocked_counts_nowhere(self) -> None:
        ConsentFactory(contact=self.ann)
        Contact.objects.filter(pk=self.ann.pk).update(is_privacy_blocked=True)
        self.assertEqual(self.counts(), [0, 0, 0, 0])

    def test_costs_one_query(self) -> None:
        with self.assertNumQueries(1):
            reach_of(self.west)

    def test_withdrawing_consent_changes_no_target_group_and_no_price(self) -> None:
        item = cast.item(price=100)
        cast.price(item, "90", self.spring)
        set_target_flag(self.west, lines=self.west.lines.all(), is_target=True, at=NINE)

        def now() -> tuple[list[tuple[int, int]], Decimal]:
            targets = CampaignTarget.objects.filter(campaign=self.spring).values_list("buyer", "contact_count")
            book = OfferBook.load(item_ids=[item.pk], buyer_ids=[self.alder.pk])
            sale = Sale(item_id=item.pk, buyer_id=self.alder.pk, ordered_on=WORK_DATE, quantity=Decimal(1))
            return list(targets), book.judge(sale).terms.unit_price

        before = now()
        self.assertEqual(before, ([(self.alder.pk, 2)], Decimal(90)))
        for contact in (self.alder, self.ann, self.ben):
            for channel in Consent.Channel:
                statement = Statement(
                    channel=channel, state=Consent.State.WITHDRAWN, source="Letter", stated_on=NINE.date()
                )
                record_consent(contact, statement, by=None, at=NINE, today=NINE.date())
        self.assertEqual(now(), before)
        self.assertTrue(all(line.is_campaign_target for line in self.west.lines.all()))
