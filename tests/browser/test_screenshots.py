"""The walk that README and docs show in pictures can be walked: from a campaign to why a line costs what it costs."""

import re
from collections.abc import Callable

from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from scripts.screenshots import tell
from segments.demo.company import FEWEST_CONTACTS, load_company

SEEN = {
    "home": "Welcome, Marit",
    "campaign": "Sit better: desks, chairs and light",
    "segment": "Office managers in the west and south",
    "preview": "Sit better: desks, chairs and light",
    "run": "Activate: Sit better: desks, chairs and light",
    "order": "SO00001",
    "why": "Why this price?",
}


def test_walks_from_campaign_to_explanation(page: Page, sign_in: Callable[[User], None]) -> None:
    now = timezone.now()
    load_company(contact_count=FEWEST_CONTACTS, password="secret", today=timezone.localdate(now), at=now)
    sign_in(User.objects.get(username="manager"))
    seen = []
    for name in tell(page):
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(re.escape(SEEN[name])))
        seen.append(name)
    assert seen == [*SEEN]
    expect(page.get_by_role("row", name=re.compile("CP0002 Coffee corner weeks.*Decides"))).to_be_visible()
