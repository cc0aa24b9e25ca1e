"""What people fill in when they import a file: the file, how it is to be read, which heading is what."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contacts.cells import Number, Percent
from contacts.columns import Column, missing_columns
from contacts.import_kinds import ImportKind
from contacts.upload_reading import HeadingRow, Reading, Table

ENCODINGS = [
    ("utf-8", gettext_lazy("UTF-8 (usual)")),
    ("cp1252", gettext_lazy("Windows-1252 (Excel)")),
    ("iso8859-15", gettext_lazy("ISO 8859-15")),
    ("mac-roman", gettext_lazy("Mac Roman")),
    ("cp437", gettext_lazy("DOS 437")),
]
_DELIMITERS = [
    ("", gettext_lazy("As the headings tell")),
    (",", gettext_lazy("Comma ,")),
    (";", gettext_lazy("Semicolon ;")),
    ("tab", gettext_lazy("Tab")),
    ("|", gettext_lazy("Bar |")),
]
_DECIMALS = [("", gettext_lazy("1.5 (point)")), ("comma", gettext_lazy("1,5 (comma)"))]
_PERCENTAGES = [
    ("", gettext_lazy("Could be both: wrong")),
    ("fraction", gettext_lazy("0.15 is 15 %")),
    ("percent", gettext_lazy("0.15 is 0.15 %")),
]
_REPEATED = [
    ("", gettext_lazy("Later ones are wrong")),
    ("first", gettext_lazy("Take the first, leave the others")),
]
_RULES = ("repeated", "extra-")
_LEAVE_OUT = ("", gettext_lazy("Leave out"))
_LONGEST_VALUE = 200


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=pgettext_lazy("field", "File"),
        help_text=gettext_lazy("CSV or Excel (.xlsx). Nothing is saved before you have seen the check."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.gz,.xlsx"}),
    )

    def uploaded(self) -> UploadedFile:
        """Return the file, once the form is valid."""
        file: UploadedFile = self.cleaned_data["file"]
        return file


class ReadingForm(forms.Form):
    """How a file is to be read, which of its headings gives which column, and values for columns it does not have.

    Without a ``table`` the file could not be read yet, and only how to read it is asked.
    """

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding of the text"), choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label=gettext_lazy("Between columns"), choices=_DELIMITERS, required=False)
    worksheet = forms.ChoiceField(label=gettext_lazy("Worksheet"), required=False)
    heading_row = forms.IntegerField(
        label=gettext_lazy("Row with the headings"),
        required=False,
        min_value=1,
        max_value=1000,
        widget=forms.NumberInput(attrs={"placeholder": gettext_lazy("the first")}),
    )
    decimals = forms.ChoiceField(label=gettext_lazy("One and a half"), choices=_DECIMALS, required=False)
    percent_as = forms.ChoiceField(label=gettext_lazy("Percentages below 1"), choices=_PERCENTAGES, required=False)
    repeated = forms.ChoiceField(label=gettext_lazy("Rows about the same"), choices=_REPEATED, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        kind: ImportKind,
        reading: Reading,
        table: Table | None,
        is_workbook: bool,
    ) -> None:
        super().__init__(data, initial=_initial(reading))
        self.kind, self.reading, self.table = kind, reading, table
        self._initial_decimals = _initial(reading)["decimals"]
        self._keep_what_suits(table.worksheets if table else (), is_workbook=is_workbook)
        for extra in kind.extras:
            self.fields[f"extra-{extra.name}"] = forms.BooleanField(
                label=extra.label,
                help_text=extra.help_text,
                required=False,
                initial=extra.name in reading.extras,
            )
        for index, row in enumerate(table.rows if table else ()):
            self.fields[f"column-{index}"] = self._column_field(row)
        for column in kind.columns if table else ():
            self.fields[f"value-{column.name}"] = forms.CharField(
                label=kind.title(column.name),
                required=False,
                max_length=_LONGEST_VALUE,
                initial=reading.constants.get(column.name, ""),
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a column that two headings give, and one that none gives although rows need it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.table is None or not self.is_same_table():
            return cleaned
        chosen = Counter(column for _name, _row, column in self._choices(cleaned) if column)
        for name, _row, column in self._choices(cleaned):
            if chosen[column] > 1:
                self.add_error(
                    name, _("Two headings give “%(column)s”; choose one.") % {"column": self.kind.title(column)}
                )
        for missing in self._missing(chosen, cleaned):
            self.add_error(
                None,
                _("No heading gives “%(column)s”, which every row needs. Choose its heading, or a value for all rows.")
                % {"column": self.kind.title(missing.name)},
            )
        return cleaned

    def is_same_table(self) -> bool:
        """Tell whether the file, read as is said now, has the headings that the form shows."""
        return self.read_as().is_same_table(self.reading)

    def read_as(self) -> Reading:
        """Return how the file is to be read, as said on the form; the columns too, where it has them."""
        cleaned = self.cleaned_data
        return Reading(
            encoding=cleaned.get("encoding") or self.reading.encoding,
            delimiter=cleaned.get("delimiter", self.reading.delimiter),
            worksheet=cleaned.get("worksheet", self.reading.worksheet),
            heading_row=cleaned.get("heading_row"),
            decimal_comma=cleaned.get("decimals", self._initial_decimals) == "comma",
            percent_as=cleaned.get("percent_as", self.reading.percent_as),
            keeps_first=cleaned.get("repeated") == "first",
            headings={column: row.heading for _name, row, column in self._choices(cleaned) if column},
            constants=self._constants(cleaned),
            extras=[extra.name for extra in self.kind.extras if cleaned.get(f"extra-{extra.name}")],
        )

    def columns_by_heading(self) -> dict[str, str]:
        """Return the column chosen for each heading, blank where it is left out."""
        return {row.heading: column for _name, row, column in self._choices(self.cleaned_data)}

    def heading_fields(self) -> list[tuple[HeadingRow, forms.BoundField]]:
        """Return the headings of the file, each with its field."""
        rows = self.table.rows if self.table else ()
        return [(row, self[f"column-{index}"]) for index, row in enumerate(rows)]

    def value_fields(self) -> list[tuple[Column, forms.BoundField]]:
        """Return the columns, each with the field for one value in all rows."""
        return [(column, self[f"value-{column.name}"]) for column in self.kind.columns] if self.table else []

    def option_fields(self) -> list[forms.BoundField]:
        """Return the fields that say how to read the file."""
        return [field for field in self if not field.name.startswith(("column-", "value-", *_RULES))]

    def rule_fields(self) -> list[forms.BoundField]:
        """Return the fields that say what is done with rows."""
        return [field for field in self if field.name.startswith(_RULES)]

    def needs_columns(self) -> bool:
        """Tell whether there are columns that every row needs."""
        return any(column.is_never_blank for column in self.kind.columns)

    def has_values(self) -> bool:
        """Tell whether a column has one value for all rows, or a fault there is to be shown."""
        return any(self.reading.constants.values()) or bool(self.non_field_errors())

    def _keep_what_suits(self, worksheets: Sequence[str], *, is_workbook: bool) -> None:
        """Leave out what the file has not: a workbook no encoding, a text no worksheets, some kinds no numbers."""
        kinds = [column.kind for column in self.kind.columns]
        if not any(isinstance(kind, Number | Percent) for kind in kinds):
            del self.fields["decimals"]
        if not any(isinstance(kind, Percent) for kind in kinds):
            del self.fields["percent_as"]
        if not is_workbook:
            del self.fields["worksheet"]
            return
        del self.fields["encoding"], self.fields["delimiter"]
        titles = list(dict.fromkeys([*worksheets, *filter(None, [self.reading.worksheet])]))
        if len(titles) <= 1:
            del self.fields["worksheet"]
        else:
            choices = [("", _("The first one")), *((title, title) for title in titles)]
            self.fields["worksheet"] = forms.ChoiceField(label=_("Worksheet"), choices=choices, required=False)

    def _column_field(self, row: HeadingRow) -> forms.ChoiceField:
        choices = [_LEAVE_OUT, *((column.name, self._title(column)) for column in self.kind.columns)]
        widget = forms.Select(
            attrs={"class": "form-select form-select-sm", "aria-label": _("Column for %s") % row.heading}
        )
        return forms.ChoiceField(label=row.heading, choices=choices, required=False, initial=row.column, widget=widget)

    def _title(self, column: Column) -> Any:  # noqa: ANN401  # a text that is not said yet
        title = self.kind.titles[column.name]
        return format_lazy("{} *", title) if column.is_never_blank else title

    def _choices(self, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, HeadingRow, str]]:
        for index, row in enumerate(self.table.rows if self.table else ()):
            name = f"column-{index}"
            yield name, row, cleaned.get(name, "")

    def _constants(self, cleaned: Mapping[str, Any]) -> dict[str, str]:
        values = ((column.name, cleaned.get(f"value-{column.name}", "")) for column in self.kind.columns)
        return {name: value for name, value in values if value}

    def _missing(self, chosen: Mapping[str, int], cleaned: Mapping[str, Any]) -> list[Column]:
        given = {*chosen, *self._constants(cleaned), *self.kind.given}
        return missing_columns(self.kind.columns, given)


def _initial(reading: Reading) -> dict[str, Any]:
    return {
        "encoding": reading.encoding,
        "delimiter": reading.delimiter,
        "worksheet": reading.worksheet,
        "heading_row": reading.heading_row,
        "decimals": "comma" if reading.decimal_comma else "",
        "percent_as": reading.percent_as,
        "repeated": "first" if reading.keeps_first else "",
    }
