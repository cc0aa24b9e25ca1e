import gettext
from pathlib import Path

import pytest

from scripts import catalogues

PAGE = """
{% load i18n %}
  <p>{% translate "Open" context "order" %}</p>
<p>{% blocktranslate trimmed with who=name %}
  Hello {{ who }}, it's done
{% endblocktranslate %}</p>
{{ text|default:_("Nothing") }}
"""
CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy

STATE = pgettext_lazy("order", "Closed")
TEXT = _("one "
         "text")
COUNT = ngettext("%(count)d line", "%(count)d lines", 2)
"""
DUTCH = {
    "Open": "Open",
    "Hello %(who)s, it's done": "Hallo %(who)s, het is klaar",
    "Nothing": "Niets",
    "Closed": "Afgesloten",
    "one text": "een tekst",
    "%(count)d line": ("%(count)d regel", "%(count)d regels"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder, name, text in (("templates", "page.html", PAGE), ("orders", "models.py", CODE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    catalogues.update(tmp_path)
    return tmp_path


def translate(root: Path, **changes: str) -> None:
    path = catalogues.po_path(root, "nl")
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith('msgid "'):
            text = DUTCH.get(line[7:-1])
            plural = isinstance(text, tuple)
        if line in {'msgstr ""', 'msgstr[0] ""', 'msgstr[1] ""'} and text is not None:
            one = text[int(line[7])] if plural else text
            line = line.replace('""', f'"{changes.get(one, one)}"')
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_update_finds_texts_of_code_and_templates(root: Path) -> None:
    found = catalogues.texts_of(root)
    assert {(message.context, message.id) for message in found if message.id} == {
        ("order", "Open"),
        (None, "Hello %(who)s, it's done"),
        (None, "Nothing"),
        ("order", "Closed"),
        (None, "one text"),
        (None, ("%(count)d line", "%(count)d lines")),
    }


def test_check_names_what_is_not_translated(root: Path) -> None:
    catalogues.compile_all(root)
    assert len([fault for fault in catalogues.faults_of(root) if "is not translated" in fault]) == 6


def test_translated_and_compiled_catalogue_has_no_fault(root: Path) -> None:
    translate(root)
    catalogues.compile_all(root)
    assert list(catalogues.faults_of(root)) == []
    with catalogues.po_path(root, "nl").with_suffix(".mo").open("rb") as file:
        dutch = gettext.GNUTranslations(file)
    assert dutch.pgettext("order", "Closed") == "Afgesloten"
    assert dutch.ngettext("%(count)d line", "%(count)d lines", 2) == "%(count)d regels"


def test_update_keeps_translations_and_changes_nothing_twice(root: Path) -> None:
    translate(root)
    before = catalogues.po_path(root, "nl").read_bytes()
    catalogues.update(root)
    assert catalogues.po_path(root, "nl").read_bytes() == before


def test_check_wants_new_texts_and_drops_unused_ones(root: Path) -> None:
    translate(root)
    catalogues.compile_all(root)
    (root / "orders" / "models.py").write_text(CODE.replace("one ", "another "), encoding="utf-8")
    faults = list(catalogues.faults_of(root))
    assert f"nl lacks the text 'another text'. {catalogues.ADVICE}" in faults
    assert f"nl has 'one text', which nothing uses. {catalogues.ADVICE}" in faults
    catalogues.update(root)
    assert "one text" not in catalogues.po_path(root, "nl").read_text(encoding="utf-8")


def test_check_sees_a_translation_that_lost_its_value(root: Path) -> None:
    translate(root, **{"Hallo %(who)s, het is klaar": "Hallo %(wie)s"})
    catalogues.compile_all(root)
    assert any("placeholder" in fault for fault in catalogues.faults_of(root))


def test_check_sees_a_catalogue_that_was_not_compiled(root: Path) -> None:
    translate(root)
    assert [fault for fault in catalogues.faults_of(root) if ".mo" in fault] == [
        "nl: the .mo file is not what the .po file says. Run: python scripts/catalogues.py compile"
    ]


def test_wrong_use_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogues.main(["translate"]) == 2
    assert "catalogues.py update" in capsys.readouterr().err


def test_compiling_the_same_texts_again_writes_the_same_file(root: Path, time_machine) -> None:
    translate(root)
    path = catalogues.po_path(root, "nl").with_suffix(".mo")
    time_machine.move_to("2026-01-01 12:00+00:00")
    catalogues.compile_all(root)
    first = path.read_bytes()
    time_machine.move_to("2026-06-01 12:00+00:00")
    catalogues.compile_all(root)
    assert path.read_bytes() == first
