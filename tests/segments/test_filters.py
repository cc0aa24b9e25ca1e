import datetime as dt

import time_machine
from django.test import TestCase

from contacts.models import Contact
from segments.filters import (
    FoundFilter,
    LineFilter,
    ScopeError,
    SegmentFilter,
    read_contacts,
    read_scope,
    sign_contacts,
    sign_scope,
)
from segments.models import Segment
from segments.selectors import lines_of
from tests.factories import cast
from tests.factories.campaigns import NOW, CampaignFactory
from tests.factories.contacts import SalespersonFactory
from tests.factories.segments import SegmentFactory, SegmentLineFactory


class SegmentFilterTest(TestCase):
    def test_each_filter_narrows(self) -> None:
        meera = SalespersonFactory(code="MK")
        SegmentFactory(number="WEST", description="Companies", campaign=CampaignFactory(number="SPRING"))
        SegmentFactory(number="EAST", description="Persons", salesperson=meera, state=Segment.State.LOGGED)

        def found(**query: str) -> list[str]:
            return [segment.number for segment in SegmentFilter(query, Segment.objects.order_by("number")).qs]

        self.assertEqual(found(), ["EAST", "WEST"])
        self.assertEqual(found(search="compan"), ["WEST"])
        self.assertEqual(found(search="eas"), ["EAST"])
        self.assertEqual(found(campaign="spring"), ["WEST"])
        self.assertEqual(found(state="logged"), ["EAST"])
        self.assertEqual(found(salesperson=str(meera.pk)), ["EAST"])
        self.assertEqual(found(linked="yes"), ["WEST"])
        self.assertEqual(found(linked="no"), ["EAST"])

    def test_targets_are_lines_that_are_flagged(self) -> None:
        segment = SegmentFactory(number="WEST", campaign=CampaignFactory(), dated_on=dt.date(2030, 1, 2))
        SegmentLineFactory(segment=segment, is_campaign_target=True)
        SegmentLineFactory(segment=SegmentFactory(number="EAST", dated_on=dt.date(2030, 1, 1)))

        def found(**query: str) -> list[str]:
            return [segment.number for segment in SegmentFilter(query, Segment.objects.order_by("number")).qs]

        self.assertEqual(found(targets="yes"), ["WEST"])
        self.assertEqual(found(targets="no"), ["EAST"])
        self.assertEqual(found(from_day="2030-01-02"), ["WEST"])
        self.assertEqual(found(until_day="2030-01-01"), ["EAST"])


class LineTest(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.segment = SegmentFactory(campaign=CampaignFactory())
        alder = cast.company("Alder", city="Gent", is_customer=True)
        SegmentLineFactory(segment=cls.segment, contact=alder, is_campaign_target=True)
        SegmentLineFactory(segment=cls.segment, contact=cast.person("Ann", alder), is_campaign_response=True)
        SegmentLineFactory(segment=cls.segment, contact=cast.company("Birch", city="Utrecht"))


class LineFilterTest(LineTest):
    def test_each_filter_narrows(self) -> None:
        def found(**query: str) -> list[str]:
            return [line.contact.name for line in LineFilter(query, lines_of(self.segment)).qs]

        self.assertEqual(found(), ["Alder", "Ann", "Birch"])
        self.assertEqual(found(search="alder"), ["Alder", "Ann"])
        self.assertEqual(found(search="bir"), ["Birch"])
        self.assertEqual(found(city="gent"), ["Alder"])
        self.assertEqual(found(customer="no"), ["Ann", "Birch"])
        self.assertEqual(found(target="yes"), ["Alder"])
        self.assertEqual(found(response="yes"), ["Ann"])


class ScopeTest(LineTest):
    def names(self, token: str) -> list[str]:
        return [line.contact.name for line in read_scope(token, segment=self.segment).lines]

    def test_means_the_lines_of_the_filters_and_keeps_the_count(self) -> None:
        token = sign_scope(self.segment, query={"search": "alder", "page": "2", "sort": "contact"}, count=2)
        self.assertEqual(self.names(token), ["Alder", "Ann"])
        self.assertEqual(read_scope(token, segment=self.segment).count, 2)
        self.assertEqual(self.names(sign_scope(self.segment, query={}, count=3)), ["Alder", "Ann", "Birch"])

    def test_other_segment_is_refused(self) -> None:
        token = sign_scope(SegmentFactory(), query={}, count=3)
        with self.assertRaisesMessage(ScopeError, "The filters of the list no longer work."):
            read_scope(token, segment=self.segment)

    def test_invalid_filter_is_refused_and_never_means_all(self) -> None:
        token = sign_scope(self.segment, query={"target": "perhaps"}, count=3)
        with self.assertRaisesMessage(ScopeError, "The filters of the list no longer work."):
            read_scope(token, segment=self.segment)

    def test_changed_token_is_refused(self) -> None:
        token = sign_scope(self.segment, query={}, count=3)
        for forged in ("", "x", f"x{token}", token[:-1]):
            with self.assertRaisesMessage(ScopeError, "Nothing was changed: look again."):
                read_scope(forged, segment=self.segment)

    def test_contacts_are_not_taken_for_lines(self) -> None:
        token = sign_contacts(self.segment, query={"search": "alder"}, count=2)
        scope = read_contacts(token, segment=self.segment)
        self.assertEqual((scope.contacts.count(), scope.count), (2, 2))
        with self.assertRaisesMessage(ScopeError, "The filters of the list no longer work."):
            read_scope(token, segment=self.segment)

    def test_list_of_yesterday_is_refused(self) -> None:
        with time_machine.travel(NOW, tick=False):
            token = sign_scope(self.segment, query={}, count=3)
        with time_machine.travel(NOW + dt.timedelta(hours=8), tick=False):
            self.assertEqual(read_scope(token, segment=self.segment).count, 3)
        with (
            time_machine.travel(NOW + dt.timedelta(hours=8, seconds=1), tick=False),
            self.assertRaisesMessage(ScopeError, "The list was open for too long."),
        ):
            read_scope(token, segment=self.segment)


class FoundFilterTest(TestCase):
    def test_search_finds_number_name_and_company(self) -> None:
        alder = cast.company("Alder")
        ann = cast.person("Ann", alder)
        cast.company("Birch")
        found = FoundFilter({"search": "alde"}, Contact.objects.order_by("name")).qs
        self.assertEqual(list(found), [alder, ann])
