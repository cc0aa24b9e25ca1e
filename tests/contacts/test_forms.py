from contacts.forms import ViewForm
from contacts.saved_views import SharingError, ViewNameError


def test_only_who_may_share_is_asked() -> None:
    assert list(ViewForm(may_share=False).fields) == ["name"]
    form = ViewForm({"name": "Chairs", "is_shared": "on"}, may_share=False)
    assert form.is_valid()
    assert form.wants_sharing is False
    form = ViewForm({"name": "Chairs", "is_shared": "on"}, may_share=True)
    assert form.is_valid()
    assert form.wants_sharing is True


def test_refusal_stands_at_its_field() -> None:
    form = ViewForm({"name": "Chairs"}, may_share=True)
    form.is_valid()
    form.refuse(ViewNameError("Taken."))
    form.refuse(SharingError("You may not."))
    assert form.errors == {"name": ["Taken."], "__all__": ["You may not."]}


def test_name_fits_the_database() -> None:
    assert not ViewForm({"name": "x" * 61}, may_share=True).is_valid()
