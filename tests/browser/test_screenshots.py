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
    "campaigns": "Campaigns",
    "campaign": "Sit better: desks, chairs and light",
    "prices": "Sit better: desks, chairs and light",
    "paste-check": "New light for dark days",
    "segment": "Office managers in the west and south",
    "build": "Cards for the new year",
    "preview": "Sit better: desks, chairs and light",
    "run": "Activate: Sit better: desks, chairs and light",
    "order": "SO00001",
    "why": "Why this price?",
    "price-check": "Check a price",
    "import-check": "lamps.csv",
    "home-nl": "Welkom, Marit",
}
# What a picture is about, besides its heading.
SHOWN = {
    "prices": "Overlap with CP0002",
    "paste-check": '"6l.50" is not a number.',
    "segment": " selected",
    "build": "and that did not buy item 1130.",
    "why": "Decides",
    "price-check": "You pay",
    "import-check": "1399",
}


def test_walks_from_campaign_to_explanation(page: Page, sign_in: Callable[[User], None]) -> None:
    now = timezone.now()
    load_company(contact_count=FEWEST_CONTACTS, password="secret", today=timezone.localdate(now), at=now)
    sign_in(User.objects.get(username="manager"))
    seen = []
    for name in tell(page):
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(re.escape(SEEN[name])))
        expect(page.get_by_role("main")).to_contain_text(SHOWN.get(name, ""))
        seen.append(name)
    assert seen == [*SEEN]
