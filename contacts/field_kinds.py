"""Which cells fit into a field of a model, so that the limits of an import are those of the database."""

from django.db import models

from contacts.cells import Choice, Code, Day, Digits, Kind, Number, Percent, Text, YesNo


def code_of(model: type[models.Model], name: str = "number") -> Code:
    """Return the kind of cells that hold the number or code in the field ``name`` of ``model``."""
    return Code(_max_length(model, name))


def digits_of(model: type[models.Model], name: str) -> Digits:
    """Return the kind of cells that hold the digits, a phone number for example, in the field ``name`` of ``model``."""
    return Digits(_max_length(model, name))


def percent_of(model: type[models.Model], name: str) -> Percent:
    """Return the kind of cells that hold the percentage in the field ``name`` of ``model``."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.DecimalField):
        raise TypeError(f"{field} is no percentage.")
    return Percent(field.decimal_places)


def kind_of(model: type[models.Model], name: str) -> Kind:
    """Return the kind of cells that hold what the field ``name`` of ``model`` holds.

    A number that the field may hold is 0 or more. A choice is told by what is stored, not by its label.
    """
    field = model._meta.get_field(name)
    match field:
        case models.DecimalField():
            return Number(field.max_digits, field.decimal_places)
        case models.DateField():
            return Day()
        case models.BooleanField():
            return YesNo()
        case models.CharField(choices=choices) if choices:
            return Choice({str(value): str(value) for value, _label in field.flatchoices})
        case models.TextField():
            return Text(10_000)
        case models.CharField():
            return Text(_max_length(model, name))
        case _:
            raise TypeError(f"No cell holds what {field} holds.")


def label_of(model: type[models.Model], name: str) -> str:
    """Return what people call the field ``name`` of ``model``, in the language that is active."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{field} is no field that people see.")
    return str(field.verbose_name)


def _max_length(model: type[models.Model], name: str) -> int:
    field = model._meta.get_field(name)
    if not isinstance(field, models.CharField) or field.max_length is None:
        raise TypeError(f"{field} is no text with a longest length.")
    return field.max_length
