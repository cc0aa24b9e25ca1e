"""Where the tests of segments take place."""

from django.test import TestCase

from campaigns.models import Campaign
from contacts.models import Contact, NumberSeries
from segments.models import Segment
from segments.services import AddedContacts, SegmentDetails, add_contacts, create_segment
from segments.targeting import TargetChange
from tests.factories import cast
from tests.factories.campaigns import NOW, WORK_DATE
from tests.factories.contacts import NumberSeriesFactory
from tests.segments.counting import counted_targets, stored_targets

NOBODY = TargetChange()


class SegmentTestCase(TestCase):
    """Alder with Ann and Ben, Zoe on her own; campaign SPRING is active, SUMMER is not."""

    alder: Contact
    ann: Contact
    ben: Contact
    zoe: Contact
    spring: Campaign
    summer: Campaign

    @classmethod
    def setUpTestData(cls) -> None:
        NumberSeriesFactory(code="SEGMENT")
        NumberSeries.objects.filter(code="SEGMENT").update(prefix="SM", digit_count=4, next_value=1)
        cls.alder = cast.company("Alder")
        cls.ann, cls.ben = cast.person("Ann", cls.alder), cast.person("Ben", cls.alder)
        cls.zoe = cast.person("Zoe")
        cls.spring, cls.summer = cast.campaign("SPRING"), cast.campaign("SUMMER", is_active=False)

    def details(self, **fields: object) -> SegmentDetails:
        given = {"description": "Letters", "dated_on": WORK_DATE, "campaign": self.spring, "is_campaign_target": True}
        return SegmentDetails(**given | fields)

    def segment(self, *contacts: Contact, **fields: object) -> Segment:
        segment = create_segment(details=self.details(**fields), by=None)
        if contacts:
            self.add(segment, *contacts)
        return segment

    def add(self, segment: Segment, *contacts: Contact, **options: bool) -> AddedContacts:
        chosen = Contact.objects.filter(pk__in=[contact.pk for contact in contacts])
        return add_contacts(segment, contacts=chosen, at=NOW, **options)

    def lines(self, segment: Segment, *contacts: Contact) -> object:
        return segment.lines.filter(contact__in=contacts)

    def tearDown(self) -> None:
        self.assertEqual(stored_targets(), counted_targets())
