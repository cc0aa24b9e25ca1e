import io
from pathlib import Path

import pytest

from contacts.rejects import RejectsError, RejectsFile
from contacts.sheets import SheetRow, open_sheet


def rejected(path: Path, content: str, *rejections: tuple[int, str]) -> None:
    """Reject the rows of a file with these numbers, each for its reason."""
    reasons = dict(rejections)
    with (
        open_sheet(io.BytesIO(content.encode()), name="items.csv") as sheet,
        RejectsFile(path, sheet) as rejects,
    ):
        for row in sheet.rows:
            if row.number in reasons:
                rejects.write(row, reasons[row.number])


class TestRejectsFile:
    def test_holds_rows_as_they_were_with_number_and_reason(self, tmp_path):
        path = tmp_path / "items.rejected.csv"
        rejected(path, "number;price\nA1;1\nA2;-1\nA3;=1\n", (3, "is negative."), (4, "is not a number."))
        assert path.read_text(encoding="utf-8-sig") == (
            "number;price;rejected row;reason\nA2;-1;3;is negative.\nA3;'=1;4;is not a number.\n"
        )

    def test_is_not_made_without_a_rejection(self, tmp_path):
        path = tmp_path / "items.rejected.csv"
        rejected(path, "number\nA1\n")
        assert not path.exists()

    def test_shorter_and_longer_rows_keep_their_cells(self, tmp_path):
        path = tmp_path / "items.rejected.csv"
        rejected(path, "number,price\nA1\nA2,1,2\n", (2, "short"), (3, "long"))
        assert path.read_text(encoding="utf-8-sig") == (
            "number,price,rejected row,reason\nA1,,2,short\nA2,1,2,3,long\n"
        )

    def test_of_rejected_rows_has_the_new_number_and_reason_only(self, tmp_path):
        path = tmp_path / "again.csv"
        rejected(path, "number,rejected row,reason\nA1,17,old\nA2\n", (2, "new"), (3, "newer"))
        assert path.read_text(encoding="utf-8-sig") == "number,rejected row,reason\nA1,2,new\nA2,3,newer\n"

    def test_that_cannot_be_written_is_refused(self, tmp_path):
        path = tmp_path / "missing" / "items.rejected.csv"
        with pytest.raises(RejectsError) as caught:
            rejected(path, "number\nA1\n", (2, "wrong"))
        assert str(caught.value) == f"The rejected rows cannot be written to {path}: No such file or directory."

    def test_that_cannot_be_finished_is_refused(self):
        with (
            open_sheet(io.BytesIO(b"number\nA1\n"), name="items.csv") as sheet,
            pytest.raises(RejectsError, match="No space left on device"),
            RejectsFile(Path("/dev/full"), sheet) as rejects,
        ):
            rejects.write(SheetRow(2, ["A1"]), "wrong")
