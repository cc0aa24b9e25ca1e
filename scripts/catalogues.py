#!/usr/bin/env python3
"""Keep the catalogues in locale/ in step with the texts in code and templates.

    python scripts/catalogues.py update    writes new texts into the .po files, drops unused ones, and compiles
    python scripts/catalogues.py compile   writes the .mo files from the .po files
    python scripts/catalogues.py check     says what is missing, unused or not compiled; exits with 1 if anything is

Translate in locale/nl/LC_MESSAGES/django.po between the first and the second. It needs Babel and no GNU gettext. The
.mo files are committed, so that a fresh machine has to compile nothing.
"""

import datetime as dt
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("en_GB", "nl")
# The source texts are English, so only this one has to say everything again.
TRANSLATED = "nl"
SOURCES = ("config", "contacts", "campaigns", "pricing", "orders", "segments", "planning", "templates")
# Which arguments of which function are texts; "c" is the context.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NO_DATE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
ADVICE = "Run: python scripts/catalogues.py update"
# Without the dates that gettext's tools write, which would change with every update.
HEADER = r"""# The texts of Campaign Desk in {locale}.
msgid ""
msgstr ""
"Project-Id-Version: Campaign Desk\n"
"Language: {locale}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def main(arguments: list[str]) -> int:
    """Run the verb in ``arguments``. Return the exit code: 0 all well, 1 faults found, 2 wrong use."""
    if arguments == ["update"]:
        update(ROOT)
        compile_all(ROOT)
        return 0
    if arguments == ["compile"]:
        compile_all(ROOT)
        return 0
    if arguments == ["check"]:
        faults = list(faults_of(ROOT))
        sys.stdout.writelines(f"{fault}\n" for fault in faults)
        return 1 if faults else 0
    sys.stderr.write(__doc__ or "")
    return 2


def po_path(root: Path, locale: str) -> Path:
    """Return where the texts of ``locale`` are kept."""
    return root / "locale" / locale / "LC_MESSAGES" / "django.po"


def read_catalogue(root: Path, locale: str) -> Catalog:
    """Return the catalogue of ``locale``; it has no messages where there is no file."""
    path = po_path(root, locale)
    if not path.is_file():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def texts_of(root: Path) -> Catalog:
    """Return every text of the code and the templates below ``root``."""
    texts = Catalog()
    for path in sorted(path for source in SOURCES for path in (root / source).rglob("*.*")):
        if path.suffix == ".py":
            _add_texts(texts, path.read_bytes())
        elif path.suffix in {".html", ".txt"}:
            # Left of the calls stands what was markup; Python must not take it for indentation.
            lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
            _add_texts(texts, "\n".join(line.lstrip() for line in lines).encode())
    return texts


def update(root: Path) -> None:
    """Bring the .po files in line with the sources; new texts stay untranslated."""
    texts = texts_of(root)
    for locale in LOCALES:
        catalogue = read_catalogue(root, locale)
        catalogue.update(texts, no_fuzzy_matching=True)
        body = io.BytesIO()
        write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
        path = po_path(root, locale)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(HEADER.format(locale=locale).encode() + body.getvalue())


def compile_all(root: Path) -> None:
    """Write the .mo file of each locale; fuzzy messages are left out."""
    for locale in LOCALES:
        catalogue = read_catalogue(root, locale)
        # Babel would write the moment of compiling, and every call would make another file of the same texts.
        catalogue.creation_date = catalogue.revision_date = NO_DATE
        for message in _messages(catalogue):
            if not _is_translated(message):
                catalogue.delete(message.id, context=message.context)
        with po_path(root, locale).with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def faults_of(root: Path) -> Iterator[str]:
    """Yield a sentence for each fault of the catalogues below ``root``."""
    wanted = _keys(texts_of(root))
    for locale in LOCALES:
        catalogue = read_catalogue(root, locale)
        kept = _keys(catalogue)
        yield from (f"{locale} lacks the text {text!r}. {ADVICE}" for _context, text in sorted(wanted - kept))
        yield from (f"{locale} has {text!r}, which nothing uses. {ADVICE}" for _context, text in sorted(kept - wanted))
        for message in _messages(catalogue):
            yield from (f"{locale}: {message.id!r} {fault}" for fault in _faults_of_message(message, catalogue, locale))
        if _compiled_texts(root, locale) != _texts(catalogue):
            yield f"{locale}: the .mo file is not what the .po file says. Run: python scripts/catalogues.py compile"


def _add_texts(texts: Catalog, source: bytes) -> None:
    for _line, text, _comments, context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
        texts.add(text, context=context)


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _keys(catalogue: Catalog) -> set[tuple[str, str]]:
    return {_key(message) for message in _messages(catalogue)}


def _key(message: Message) -> tuple[str, str]:
    """Return context and text. Babel reads the context of a compiled message as bytes."""
    context: str | bytes = message.context or ""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return context.decode() if isinstance(context, bytes) else context, text


def _faults_of_message(message: Message, catalogue: Catalog, locale: str) -> Iterator[str]:
    if message.fuzzy:
        yield "is fuzzy. Check its translation and remove the mark."
    if not _is_translated(message):
        if locale == TRANSLATED:
            yield "is not translated."
        return
    yield from (str(error) for error in message.check(catalogue))


def _is_translated(message: Message) -> bool:
    texts = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    return all(texts)


def _texts(catalogue: Catalog) -> dict[tuple[str, str], str | tuple[str, ...]]:
    """Return what a compiled catalogue has to hold."""
    return {
        _key(message): message.string if isinstance(message.string, str) else tuple(message.string or ())
        for message in _messages(catalogue)
        if _is_translated(message) and not message.fuzzy
    }


def _compiled_texts(root: Path, locale: str) -> dict[tuple[str, str], str | tuple[str, ...]]:
    path = po_path(root, locale).with_suffix(".mo")
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return _texts(read_mo(file))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
