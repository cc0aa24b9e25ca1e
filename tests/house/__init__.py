"""The rules of the house that no linter knows, as functions that return what breaks them."""
