"""What all import commands share, shown by the import of contacts."""

import io

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from contacts.management import import_command
from contacts.management.commands.import_contacts import Command
from contacts.models import Contact
from tests.import_files import refused, run, write_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "contacts.csv"


def numbers() -> list[str]:
    return list(Contact.objects.order_by("number").values_list("number", flat=True))


class TestFile:
    def test_other_headings_are_mapped_and_missing_columns_set(self, path):
        write_rows(path, "customer_id,land", "1,DE", "2,")
        run(
            "import_contacts", path,
            "--map", "number=customer_id", "--map", "name=customer_id", "--map", "country=Land",
            "--set", "customer=yes", "--set", "country=NL",
        )  # fmt: skip
        assert list(
            Contact.objects.order_by("number").values_list("number", "name", "country_code", "is_customer")
        ) == [
            ("1", "1", "DE", True),
            ("2", "2", "NL", True),
        ]

    def test_columns_that_are_not_used_are_named_once(self, path):
        write_rows(path, "number,name,colour,size", "A,Alder,red,", "B,Birch,,")
        assert run("import_contacts", path) == [
            "Contacts: columns not used: colour, size.",
            "Contacts: read 2 = 2 added + 0 changed + 0 unchanged + 0 rejected.",
        ]

    def test_workbook_is_read_by_its_worksheet(self, path):
        book = Workbook()
        book.active.append(["nothing"])
        book.create_sheet("Contacts").append(["number", "name"])
        book["Contacts"].append([17850, "Alder"])
        book.save(path.with_suffix(".xlsx"))
        run("import_contacts", path.with_suffix(".xlsx"), "--sheet", "Contacts")
        assert numbers() == ["17850"]

    def test_encoding_and_delimiter_may_be_told(self, path):
        path.write_bytes("number|name\nA|Café\n".encode("cp1252"))
        run("import_contacts", path, "--encoding", "cp1252", "--delimiter", "|")
        assert Contact.objects.get().name == "Café"

    def test_wrong_encoding_is_refused(self, path):
        path.write_bytes("number,name\nA,Café\n".encode("cp1252"))
        code, message, _ = refused("import_contacts", path)
        assert code == 1
        assert message.startswith("contacts.csv, line 2: byte 6 of the line (0xE9) is not UTF-8.")

    def test_missing_column_is_refused_with_the_headings(self, path):
        write_rows(path, "ref,city", "A,Breda")
        assert refused("import_contacts", path)[:2] == (
            1, ("The file has no column for number (or name, first_name, surname). The headings are ref, city; "
            "say if they stand in another row.")
        )  # fmt: skip

    def test_heading_over_two_columns_is_refused(self, path):
        write_rows(path, "number,number", "A,B")
        assert refused("import_contacts", path)[0] == 1

    def test_missing_file_is_a_wrong_call(self, path):
        assert refused("import_contacts", path)[:2] == (2, f"{path} cannot be opened: No such file or directory.")


class TestCall:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["--map", "number"],
            ["--set", "=x"],
            ["--delimiter", "ab"],
            ["--percent-as", "thing"],
            ["--repeated", "last"],
        ],
        ids=" ".join,
    )
    def test_argument_that_cannot_be_is_refused(self, path, arguments):
        write_rows(path, "number,name", "A,Alder")
        with pytest.raises(CommandError):
            call_command("import_contacts", str(path), *arguments)
        assert numbers() == []

    @pytest.mark.parametrize("option", ["--map", "--set"])
    def test_unknown_column_is_a_wrong_call(self, path, option):
        write_rows(path, "number,name", "A,Alder")
        code, message, _ = refused("import_contacts", path, option, "nummer=x")
        assert code == 2
        assert message.startswith("There is no column “nummer” in this import; there are number, type, name,")

    def test_value_that_cannot_be_set_is_a_wrong_call(self, path):
        write_rows(path, "number,name", "A,Alder")
        assert refused("import_contacts", path, "--set", "customer=perhaps")[:2] == (
            2, "customer: “perhaps” is neither yes nor no."
        )  # fmt: skip

    def test_tab_may_be_written_out(self, path):
        path.write_text("number\tname\nA\tAlder, Birch\n", encoding="utf-8")
        run("import_contacts", path, "--delimiter", "tab")
        assert numbers() == ["A"]

    def test_help_names_the_columns(self):
        text = Command().create_parser("manage.py", "import_contacts").format_help()
        assert "\n  number: the number by which the contact is known" in text
        assert "\n  city: the city\n" in text


class TestRejectedRows:
    def test_are_shown_and_written_beside_the_user(self, path, tmp_path):
        write_rows(path, "number,name", "A,Alder", "B,", "A,Again")
        code, message, reasons = refused("import_contacts", path)
        assert (code, message) == (
            1, "Rejected rows: 2, so nothing was saved. Mend them, or save the others with --skip-bad."
        )  # fmt: skip
        assert reasons == [
            "Row 3: Fill in a name.",
            "Row 4: Row 2 of the file is about the same.",
            "The rejected rows and the reasons are in contacts.rejected.csv.",
        ]
        assert (tmp_path / "contacts.rejected.csv").read_text(encoding="utf-8-sig").splitlines() == [
            "number,name,rejected row,reason",
            "B,,3,Fill in a name.",
            "A,Again,4,Row 2 of the file is about the same.",
        ]
        assert numbers() == []

    def test_are_left_out_when_skipped(self, path):
        write_rows(path, "number,name", "A,Alder", "B,")
        assert run("import_contacts", path, "--skip-bad") == [
            "Contacts: read 2 = 1 added + 0 changed + 0 unchanged + 1 rejected."
        ]
        assert numbers() == ["A"]

    def test_are_few_on_the_screen_and_all_in_the_file(self, path, tmp_path):
        write_rows(path, "number,name", *(f"A{number}," for number in range(25)))
        reasons = refused("import_contacts", path, "--rejects", "bad.csv")[2]
        assert reasons[20:] == ["and 5 rows more.", "The rejected rows and the reasons are in bad.csv."]
        assert len((tmp_path / "bad.csv").read_text(encoding="utf-8").splitlines()) == 26

    def test_mended_are_imported_from_their_file(self, path, tmp_path):
        write_rows(path, "number;name", "A;Alder", "B;")
        run("import_contacts", path, "--skip-bad")
        bad = tmp_path / "contacts.rejected.csv"
        bad.write_text(bad.read_text(encoding="utf-8-sig").replace("B;;", "B;Birch;"), encoding="utf-8")
        assert run("import_contacts", bad)[-1] == "Contacts: read 1 = 1 added + 0 changed + 0 unchanged + 0 rejected."
        assert numbers() == ["A", "B"]

    def test_never_overwrite_the_file_itself(self, path):
        write_rows(path, "number,name", "B,")
        assert refused("import_contacts", path, "--rejects", path)[:2] == (
            2, f"The rejected rows would overwrite {path}: name another file by --rejects."
        )  # fmt: skip
        assert path.read_text(encoding="utf-8") == "number,name\nB,\n"

    def test_that_cannot_be_written_save_nothing(self, path):
        write_rows(path, "number,name", "A,Alder", "B,")
        code, message, _ = refused("import_contacts", path, "--skip-bad", "--rejects", "missing/bad.csv")
        assert (code, message) == (
            1, "The rejected rows cannot be written to missing/bad.csv: No such file or directory."
        )  # fmt: skip
        assert numbers() == []

    def test_repeated_rows_are_left_when_the_first_is_taken(self, path):
        write_rows(path, "number,name", "A,Alder", "A,Again")
        assert run("import_contacts", path, "--repeated", "first") == [
            "Contacts: read 2 = 1 added + 0 changed + 1 unchanged + 0 rejected."
        ]
        assert Contact.objects.get().name == "Alder"


class TestDryRun:
    def test_says_the_same_and_saves_nothing(self, path):
        write_rows(path, "number,name", "A,Alder")
        assert run("import_contacts", path, "--dry-run") == [
            "Contacts: read 1 = 1 added + 0 changed + 0 unchanged + 0 rejected.",
            "Nothing was saved: this was a dry run.",
        ]
        assert numbers() == []

    def test_ends_as_the_import_would(self, path):
        write_rows(path, "number,name", "A,Alder", "B,")
        assert refused("import_contacts", path, "--dry-run")[:2] == (
            1, "Rejected rows: 1; nothing was saved: this was a dry run."
        )  # fmt: skip
        assert run("import_contacts", path, "--dry-run", "--skip-bad")[-1] == "Nothing was saved: this was a dry run."


class TestProgress:
    def test_is_told_in_lines_where_there_is_no_terminal(self, path, monkeypatch):
        monkeypatch.setattr(import_command, "_ROWS_BETWEEN_LINES", 1)
        write_rows(path, "number,name", "A,Alder", "B,Birch")
        assert run("import_contacts", path)[0] == "contacts.csv: 2 rows read"

    def test_is_a_bar_on_a_terminal(self, path, monkeypatch):
        class Terminal(io.StringIO):
            def isatty(self) -> bool:
                return True

        terminal = Terminal()
        monkeypatch.setattr("sys.stderr", terminal)
        write_rows(path, "number,name", "A,Alder", "B,Birch")
        assert run("import_contacts", path) == ["Contacts: read 2 = 2 added + 0 changed + 0 unchanged + 0 rejected."]
        assert "2 rows" in terminal.getvalue()
