"""The page that puts the contacts of a segment in a mailing group."""

from contacts.models import Contact, MailingGroup
from segments.models import Segment
from tests.factories.users import UserFactory
from tests.segments.stage import SegmentTestCase


class MailingGroupPageTest(SegmentTestCase):
    """Alder and Ben are on the segment, Ben and Zoe in NEWS."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.viewer, cls.marketer = UserFactory(group="Viewer"), UserFactory(group="Marketer")
        cls.news = MailingGroup.objects.create(code="NEWS", description="Newsletter")
        cls.news.contact_set.add(cls.ben, cls.zoe)
        cls.west = cls().segment(cls.alder, cls.ben)
        cls.url = f"/segments/{cls.west.number}/mailing-group/"

    def setUp(self) -> None:
        self.client.force_login(self.marketer)

    def members(self) -> list[str]:
        return list(self.news.contact_set.order_by("name").values_list("name", flat=True))

    def send(self, **given: str) -> object:
        return self.client.post(self.url, {"group": "NEWS", "seen": "1-1-0", **given}, follow=True)

    def test_says_before_what_comes_of_it_and_each_number_opens_its_contacts(self) -> None:
        page = self.client.get(self.url, {"group": "NEWS", "replaces": "on"})
        self.assertContains(page, "Apply NEWS (+1 −1)")
        self.assertContains(page, "1 contact leaves the group. This cannot be undone.")
        found = {}
        for label, count, url in page.context["figures"]:
            rows = self.client.get(url).context["table"].rows
            self.assertEqual(len(rows), count)
            found[str(label)] = [row.record.name for row in rows]
        self.assertEqual(found, {"Would come into it": ["Alder"], "In it already": ["Ben"], "Would leave it": ["Zoe"]})
        self.assertEqual(self.client.get(f"{self.url}NEWS/nobody/").status_code, 404)
        page = self.client.get(self.url, {"group": "NEWS"})
        self.assertContains(page, "Apply NEWS (+1 −0)")
        self.assertEqual(self.members(), ["Ben", "Zoe"])

    def test_group_is_applied(self) -> None:
        page = self.send()
        self.assertContains(page, "Mailing group NEWS. Came into it: 1. In it already: 1. Left it: 0.")
        self.assertEqual(
            (self.members(), Contact.objects.get(name="Alder").modified_by), (["Alder", "Ben", "Zoe"], self.marketer)
        )

    def test_old_assignments_are_deleted_where_asked(self) -> None:
        self.send(replaces="on", seen="1-1-1")
        self.assertEqual(self.members(), ["Alder", "Ben"])
        self.assertContains(self.client.get(self.url, {"group": "NEWS"}), "So there is nothing to do.")

    def test_a30_no_group_or_other_numbers_are_refused(self) -> None:
        self.assertContains(self.send(group=""), "Choose a mailing group.", status_code=422)
        self.assertContains(self.client.get(self.url, {"group": "GONE"}), "no such mailing group", status_code=422)
        for seen in ("2-1-0", "", "1-1", "x-1-0"):
            self.assertContains(
                self.send(seen=seen), "By now 1 would come into the group and 0 leave.", status_code=422
            )
        self.assertEqual(self.members(), ["Ben", "Zoe"])

    def test_what_stands_in_the_way_is_said(self) -> None:
        Segment.objects.update(state=Segment.State.CANCELLED)
        self.assertContains(self.client.get(self.url), "is cancelled: its lines no longer count.")
        self.assertContains(self.send(), "is cancelled: its lines no longer count.")
        Segment.objects.update(state=Segment.State.OPEN)
        MailingGroup.objects.all().delete()
        self.assertContains(self.client.get(self.url), "There is no mailing group yet.")
        self.assertContains(self.client.get(f"/segments/{self.west.number}/"), self.url)

    def test_empty_segment_says_so(self) -> None:
        empty = self.segment()
        self.assertContains(self.client.get(f"/segments/{empty.number}/mailing-group/"), "This segment has no contacts")

    def test_who_may_not(self) -> None:
        self.client.force_login(self.viewer)
        self.assertEqual(self.send().status_code, 403)
        self.assertNotContains(self.client.get(f"/segments/{self.west.number}/"), self.url)
        self.client.logout()
        self.assertRedirects(self.client.get(self.url), f"/sign-in/?next={self.url}")
        self.assertEqual(self.members(), ["Ben", "Zoe"])
