"""The statements are tried through ``segments.refreshing``."""

from segments import refresh_sql


def test_the_statements_are_the_same_on_both_databases() -> None:
    statements = [value for name, value in vars(refresh_sql).items() if name.isupper()]
    assert not [statement for statement in statements if "::" in statement or "ON CONFLICT" in statement]
