from campaigns.list_figures import list_figures


def test_higher_rooms_bring_theirs() -> None:
    assert [figure.name for figure in list_figures()] == ["price_count", "discount_count"]
