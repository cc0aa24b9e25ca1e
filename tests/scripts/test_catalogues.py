"""The catalogue check finds each way in which the files of a language fall behind."""

import shutil
from pathlib import Path

import pytest

from scripts import catalogues

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
GOOD = HEADER + 'msgid "Campaign"\nmsgstr "Campagne"\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path


def write(root: Path, text: str, locale: str = "nl") -> None:
    path = catalogues.po_path(root, locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.with_suffix(".mo").write_bytes(catalogues.compiled(catalogues.read_catalogue(root, locale)))


def faults(root: Path, locale: str = "nl") -> list[str]:
    return [fault.removeprefix(f"locale/{locale}/LC_MESSAGES/") for fault in catalogues.faults_of(root, locale)]


def test_complete_catalogue_has_no_faults(root: Path):
    write(root, GOOD)
    assert faults(root) == []


def test_missing_catalogue(root: Path):
    assert faults(root) == ["django.po does not exist. Run: python scripts/catalogues.py update"]


def test_untranslated_text(root: Path):
    write(root, HEADER + 'msgid "Campaign"\nmsgstr ""\n')
    assert faults(root) == ["django.po: 'Campaign' is not translated."]


def test_untranslated_plural(root: Path):
    write(root, HEADER + 'msgid "line"\nmsgid_plural "lines"\nmsgstr[0] "regel"\nmsgstr[1] ""\n')
    assert faults(root) == ["django.po: ('line', 'lines') is not translated."]


def test_english_may_stay_as_the_source_says_it(root: Path):
    write(root, HEADER + 'msgid "Campaign"\nmsgstr ""\n', locale="en_GB")
    assert faults(root, "en_GB") == []


def test_fuzzy_text(root: Path):
    write(root, HEADER + '#, fuzzy\nmsgid "Campaign"\nmsgstr "Segment"\n')
    assert faults(root) == ["django.po: 'Campaign' is fuzzy. Check its translation and remove the mark."]


def test_lost_placeholder(root: Path):
    write(root, HEADER + '#, python-format\nmsgid "%(count)s lines"\nmsgstr "%(aantal)s regels"\n')
    [fault] = faults(root)
    assert "unknown named placeholder 'aantal'" in fault


def test_compiled_file_that_fell_behind(root: Path):
    write(root, GOOD)
    catalogues.po_path(root, "nl").write_text(GOOD.replace("Campagne", "Actie"))
    assert faults(root) == ["django.mo is not what the .po file says. Run: python scripts/catalogues.py update"]


def test_text_that_no_catalogue_has(root: Path, monkeypatch: pytest.MonkeyPatch):
    write(root, GOOD)

    def find_another(copy: Path) -> None:
        write(copy, HEADER + 'msgid "Segment"\nmsgstr ""\n')

    monkeypatch.setattr(catalogues, "make_messages", find_another)
    monkeypatch.setattr(catalogues, "LOCALES", ("nl",))
    monkeypatch.setattr(catalogues, "SOURCES", ("locale",))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    (root / "manage.py").touch()
    assert catalogues.texts_not_in_catalogues(root) == [
        "nl lacks the text 'Segment'. Run: python scripts/catalogues.py update",
        "nl still has 'Campaign', which nothing uses. Run: python scripts/catalogues.py update",
    ]


def test_wrong_use(capsys: pytest.CaptureFixture[str]):
    assert catalogues.main(["compile"]) == 2
    assert "scripts/catalogues.py update" in capsys.readouterr().err
