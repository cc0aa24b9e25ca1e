import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.search import Group, page_of_number, search
from segments.models import SavedCriteria
from tests.factories import cast
from tests.factories.campaigns import NOW
from tests.factories.orders import ActivationRunFactory
from tests.factories.segments import SegmentFactory
from tests.factories.users import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer() -> User:
    user: User = UserFactory(group="Viewer")
    return user


def found(groups: list[Group]) -> dict[str, list[str]]:
    return {str(group.label): [hit.number for hit in group.hits] for group in groups}


def build_the_oaks() -> None:
    """Make one of each kind that has "oak" in its name or number, and one that has not."""
    oak = cast.company("Oak & Sons")
    cast.company("Birch")
    cast.order(oak, number="SO1")
    cast.order(cast.company("Cedar"), number="SO2")
    cast.campaign("SPRING", description="Oak desks")
    cast.campaign("SUMMER")
    cast.item("1000", description="Desk, oak")
    cast.item("2000", description="Lamp")
    SegmentFactory(number="SM1", description="Who likes oak")
    SegmentFactory(number="SM2", description="Others")
    SavedCriteria.objects.create(code="FAIR", description="Oak lovers", saved_at=NOW)
    SavedCriteria.objects.create(code="SHOW", saved_at=NOW)


def test_finds_what_has_the_text_whatever_its_case(viewer: User) -> None:
    build_the_oaks()
    assert found(search("oAK", viewer)) == {
        "Campaigns": ["SPRING"],
        "Segments": ["SM1"],
        "Contacts": ["OAK & SONS"],
        "Saved criteria": ["FAIR"],
        "Items": ["1000"],
        "Orders": ["SO1"],
    }


def test_finds_only_what_one_may_see() -> None:
    build_the_oaks()
    user = UserFactory(permissions=["pricing.view_item", "orders.view_order"])
    assert found(search("oak", user)) == {"Items": ["1000"], "Orders": ["SO1"]}
    assert page_of_number("SPRING", user) == ""
    assert search("oak", UserFactory()) == []


def test_items_lead_to_their_prices_for_who_may_see_them(viewer: User, client: Client) -> None:
    item = cast.item("1000", description="Desk, oak")
    cast.price(item, 90)
    cast.price(cast.item("2000", description="Lamp"), 10)
    [group] = search("oak", viewer)
    client.force_login(viewer)
    assert client.get(group.prices_url).context["table"].paginator.count == 1
    [group] = search("oak", UserFactory(permissions=["pricing.view_item"]))
    assert group.prices_url == ""


def test_one_letter_is_too_little(viewer: User) -> None:
    build_the_oaks()
    assert search("o", viewer) == []
    assert search("", viewer) == []


def test_shows_ten_and_leads_to_all(viewer: User, client: Client) -> None:
    for number in range(13):
        cast.campaign(f"SPRING{number:02}", is_active=False)
    [group] = search("spring", viewer)
    assert [hit.number for hit in group.hits] == [f"SPRING{number:02}" for number in range(10)]
    assert (group.count, group.all_url) == (13, "/campaigns/?search=spring")
    client.force_login(viewer)
    assert client.get(group.all_url).context["table"].paginator.count == 13


def test_every_list_shows_as_many_as_were_counted(viewer: User, client: Client) -> None:
    for number in range(11):
        buyer = cast.company(f"Oak{number:02}")
        cast.order(buyer, number=f"OAK-SO{number:02}")
        cast.campaign(f"OAK-CP{number:02}")
        SegmentFactory(number=f"OAK-SM{number:02}")
        SavedCriteria.objects.create(code=f"OAK{number:02}", saved_at=NOW)
    client.force_login(viewer)
    groups = [group for group in search("oak", viewer) if group.all_url]
    assert [str(group.label) for group in groups] == ["Campaigns", "Segments", "Contacts", "Saved criteria", "Orders"]
    for group in groups:
        assert client.get(group.all_url).context["table"].paginator.count == group.count == 11


def test_ten_hits_are_all(viewer: User) -> None:
    for number in range(10):
        cast.campaign(f"SPRING{number:02}")
    [group] = search("spring", viewer)
    assert (group.count, group.all_url) == (10, "")


def test_archived_campaign_is_found_by_its_whole_number_only(viewer: User) -> None:
    cast.campaign("SPRING", is_active=False, is_archived=True)
    assert search("spring", viewer) == []
    assert page_of_number("SPRING", viewer) == "/campaigns/SPRING/"


class TestExactNumber:
    @pytest.mark.parametrize(
        ("text", "page"),
        [
            ("SPRING", "/campaigns/SPRING/"),
            ("spring", "/campaigns/SPRING/"),
            ("SM1", "/segments/SM1/"),
            ("ALDER", "/contacts/ALDER/"),
            ("SO1", "/orders/SO1/"),
            ("fair", "/segments/criteria/FAIR/"),
            ("SPRI", ""),
            ("%", ""),
        ],
    )
    def test_leads_to_the_card(self, viewer: User, text: str, page: str) -> None:
        cast.campaign("SPRING")
        SegmentFactory(number="SM1")
        SavedCriteria.objects.create(code="FAIR", saved_at=NOW)
        cast.order(cast.company("Alder"), number="SO1")
        assert page_of_number(text, viewer) == page

    def test_of_a_run_leads_to_its_report(self, viewer: User) -> None:
        run = ActivationRunFactory(campaign=cast.campaign("SPRING"))
        assert page_of_number(str(run.pk), viewer) == f"/runs/{run.pk}/"
        assert page_of_number("9" * 40, viewer) == ""

    def test_that_two_things_have_leads_to_neither(self, viewer: User) -> None:
        cast.company("1000")
        cast.campaign("1000")
        assert page_of_number("1000", viewer) == ""
        assert found(search("1000", viewer)) == {"Campaigns": ["1000"], "Contacts": ["1000"]}


def test_asks_the_database_as_often_however_much_is_found(viewer: User) -> None:
    viewer.get_all_permissions()
    counts = []
    for size in (11, 25):
        for number in range(size):
            cast.order(cast.company(f"Oak{size}{number}"), number=f"OAK{size}{number}")
        with CaptureQueriesContext(connection) as queries:
            search("oak", viewer)
        counts.append(len(queries))
    # One for each of six kinds, one to count those with more than ten: two here, and one for the buyers of orders.
    assert counts == [9, 9]


def test_text_is_not_a_pattern(viewer: User) -> None:
    build_the_oaks()
    for pattern in ("%%", "__", "o%k"):
        assert search(pattern, viewer) == []
