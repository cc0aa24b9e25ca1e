import pytest

from campaigns.models import Campaign
from contacts.cells import Choice, Code, Day, Number, Percent, Text, YesNo
from contacts.field_kinds import code_of, kind_of, label_of, percent_of
from contacts.models import Contact
from orders.models import OrderLine


class TestKindOf:
    @pytest.mark.parametrize(
        ("model", "name", "kind"),
        [
            (Contact, "city", Text(50)),
            (Contact, "is_customer", YesNo()),
            (Contact, "type", Choice({"company": "company", "person": "person"})),
            (Campaign, "starting_on", Day()),
            (Campaign, "objective", Text(10_000)),
            (OrderLine, "unit_price", Number(15, 5)),
        ],
    )
    def test_has_the_limits_of_the_field(self, model, name, kind):
        assert kind_of(model, name) == kind

    def test_relation_has_none(self):
        with pytest.raises(TypeError, match=r"^No cell holds what contacts\.Contact\.company holds\.$"):
            kind_of(Contact, "company")


class TestCodeOf:
    def test_has_the_length_of_the_field(self):
        assert code_of(Contact) == Code(20)

    def test_needs_a_text(self):
        with pytest.raises(TypeError, match=r"is no text with a longest length\.$"):
            code_of(Contact, "is_customer")


class TestPercentOf:
    def test_has_the_decimals_of_the_field(self):
        assert percent_of(OrderLine, "line_discount_percent") == Percent(5)

    def test_needs_a_number(self):
        with pytest.raises(TypeError, match=r"is no percentage\.$"):
            percent_of(Contact, "city")


class TestLabelOf:
    def test_is_what_people_call_the_field(self):
        assert label_of(Contact, "post_code") == "post code"

    def test_of_a_way_back_there_is_none(self):
        with pytest.raises(TypeError, match=r"is no field that people see\.$"):
            label_of(Contact, "persons")
