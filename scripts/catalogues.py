#!/usr/bin/env python3
"""Keep the catalogues in locale/ in step with the texts in code and templates.

    python scripts/catalogues.py update    writes new texts into the .po files and compiles them (needs GNU gettext)
    python scripts/catalogues.py check     says what is missing, changed or not compiled; exits with 1 if anything is

The compiled .mo files are committed, because a fresh machine may lack gettext.
"""

import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ("en_GB", "nl")
# The source texts are English, so only this one has to say everything again.
TRANSLATED = "nl"
SOURCES = ("config", "contacts", "campaigns", "pricing", "orders", "segments", "planning", "templates", "locale")


def main(arguments: list[str]) -> int:
    """Run the verb in ``arguments``. Return the exit code: 0 all well, 1 faults found, 2 wrong use."""
    if arguments == ["update"]:
        make_messages(ROOT)
        for locale in LOCALES:
            po_path(ROOT, locale).with_suffix(".mo").write_bytes(compiled(read_catalogue(ROOT, locale)))
        return 0
    if arguments == ["check"]:
        faults = [fault for locale in LOCALES for fault in faults_of(ROOT, locale)] + texts_not_in_catalogues(ROOT)
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


def compiled(catalogue: Catalog) -> bytes:
    """Return the .mo file of ``catalogue``, without its fuzzy messages."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def faults_of(root: Path, locale: str) -> Iterator[str]:
    """Yield a sentence for each fault in the files of ``locale``."""
    path = po_path(root, locale)
    if not path.is_file():
        yield f"{path.relative_to(root)} does not exist. Run: python scripts/catalogues.py update"
        return
    catalogue = read_catalogue(root, locale)
    for message in catalogue:
        if not message.id:
            continue
        if message.fuzzy:
            yield f"{path.relative_to(root)}: {message.id!r} is fuzzy. Check its translation and remove the mark."
        if locale == TRANSLATED and not _is_translated(message):
            yield f"{path.relative_to(root)}: {message.id!r} is not translated."
        for error in message.check(catalogue):
            yield f"{path.relative_to(root)}: {message.id!r}: {error}"
    binary = path.with_suffix(".mo")
    if not binary.is_file() or binary.read_bytes() != compiled(catalogue):
        yield f"{binary.relative_to(root)} is not what the .po file says. Run: python scripts/catalogues.py update"


def texts_not_in_catalogues(root: Path) -> list[str]:
    """Return a sentence for each text of the sources that a catalogue lacks, or the other way round."""
    if shutil.which("xgettext") is None:
        sys.stdout.write("Left out: whether each text of the sources is in the catalogues. It needs GNU gettext.\n")
        return []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(root / "manage.py", copy)
        make_messages(copy)
        return [fault for locale in LOCALES for fault in _differences(root, copy, locale)]


def make_messages(root: Path) -> None:
    """Let Django write every text of the sources under ``root`` into the .po files there."""
    command = [
        sys.executable,
        "manage.py",
        "makemessages",
        "--no-location",
        "--no-obsolete",
        "--no-wrap",
        "--verbosity=0",
    ]
    subprocess.run(  # noqa: S603 - fixed arguments
        [
            *command,
            *(f"--locale={locale}" for locale in LOCALES),
            "--ignore=.venv",
            "--ignore=node_modules",
            "--ignore=tests",
        ],
        cwd=root,
        env=os.environ | {"TESTING": "1", "DATABASE_URL": "sqlite://:memory:"},
        check=True,
    )


def _differences(root: Path, fresh: Path, locale: str) -> Iterator[str]:
    kept, wanted = _keys(read_catalogue(root, locale)), _keys(read_catalogue(fresh, locale))
    advice = "Run: python scripts/catalogues.py update"
    yield from (f"{locale} lacks the text {text!r}. {advice}" for _context, text in sorted(wanted - kept))
    yield from (
        f"{locale} still has {text!r}, which nothing uses. {advice}" for _context, text in sorted(kept - wanted)
    )


def _keys(catalogue: Catalog) -> set[tuple[str, str]]:
    return {(message.context or "", _first(message.id)) for message in catalogue if message.id}


def _first(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _is_translated(message: Message) -> bool:
    texts = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    return all(texts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
