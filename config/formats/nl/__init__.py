"""How Django itself writes days and moments, per language."""
