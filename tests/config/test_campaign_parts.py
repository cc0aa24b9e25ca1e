import pytest
from django.contrib.auth.models import Permission

from config.campaign_parts import PARTS

pytestmark = pytest.mark.django_db


def test_copied_parts_are_named_once_and_need_a_permission_that_exists() -> None:
    keys = [part.key for part in PARTS.copied]
    assert keys == ["prices", "discounts", "segments"]
    known = {f"{app}.{name}" for app, name in Permission.objects.values_list("content_type__app_label", "codename")}
    assert {part.permission for part in PARTS.copied} <= known
