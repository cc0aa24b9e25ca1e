"""docs/imports.md names every column, option and command of the imports, and only these."""

import re
from pathlib import Path

import pytest
from django.core.management.base import BaseCommand

from campaigns.management.commands import import_campaigns
from contacts.management.commands import import_contacts
from orders.management.commands import export_order_lines, import_orders
from pricing.management.commands import import_items, import_prices
from segments.management.commands import import_segments

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "imports.md").read_text(encoding="utf-8")
IMPORTS = [import_campaigns, import_contacts, import_items, import_orders, import_prices, import_segments]


def name_of(module) -> str:
    return module.__name__.rpartition(".")[2]


def section_of(module) -> str:
    """Return what the page says under the heading of a command."""
    return re.split(r"^## ", PAGE.partition(f"## {name_of(module)}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("module", IMPORTS, ids=name_of)
class TestColumns:
    def test_stand_in_the_tables_of_their_import(self, module):
        tables = "".join(re.findall(r"^\| (`.*?) \|", section_of(module), re.MULTILINE))
        assert {column.name for column in module.Command.columns} == set(re.findall(r"`(\w+)`", tables))

    def test_that_are_required_have_a_star(self, module):
        starred = re.findall(r"`(\w+)` \*", section_of(module))
        assert {column.name for column in module.Command.columns if column.is_never_blank} == set(starred)


class TestOptions:
    def test_of_all_imports_stand_on_the_page(self):
        parser = import_contacts.Command().create_parser("manage.py", "import_contacts")
        django_s = BaseCommand().create_parser("manage.py", "any")
        ours = {option for action in parser._actions for option in action.option_strings}
        theirs = {option for action in django_s._actions for option in action.option_strings}
        assert [option for option in sorted(ours - theirs) if f"`{option}" not in PAGE] == []

    def test_of_the_export_stand_on_the_page(self):
        assert export_order_lines.Command.help.startswith("Write order lines")
        for option in ("--order NO…", "--campaign NO", "--status STATUS"):
            assert option in section_of(export_order_lines)
