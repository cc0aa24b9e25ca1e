from contacts.list_address import ViewTerms, address_without, unknown_names

CHAIRS = {"search": ["chairs & more"], "activated": ["yes"], "sort": ["-number"], "page": ["3"], "view": ["7"]}


class TestViewTerms:
    def test_two_addresses_that_show_the_same_say_the_same(self):
        turned = {
            "per_page": ["25"],
            "activated": ["yes"],
            "search": ["chairs & more"],
            "sort": ["-number"],
            "city": [""],
        }
        assert ViewTerms.of(CHAIRS) == ViewTerms.of(turned)
        assert ViewTerms.of(CHAIRS) == ViewTerms(filters="activated=yes&search=chairs+%26+more", sort="-number")

    def test_the_usual_columns_are_no_choice(self):
        columns = {"columns": ["status", "number"]}
        assert ViewTerms.of(columns, usual_columns=["number", "status"]) == ViewTerms()
        assert ViewTerms.of(columns, usual_columns=["number"]) == ViewTerms(columns="status,number")

    def test_address_says_the_view_and_all_that_it_stands_for(self):
        terms = ViewTerms(filters="city=Den+Haag", sort="-number,name", columns="number,city")
        assert terms.address("7") == (
            "?view=7&city=Den+Haag&sort=-number&sort=name&columns=number&columns=city"
        )  # fmt: skip
        assert ViewTerms().address("all") == "?view=all"


def test_unknown_is_what_is_neither_a_filter_nor_common_to_all_lists():
    assert unknown_names({"serach": [""], "activated": ["yes"], "page": ["1"], "x": ["1"]}, {"activated"}) == [
        "serach",
        "x",
    ]


def test_address_without_a_filter_says_its_first_page():
    assert address_without(CHAIRS, ["search", "sort"]) == "?activated=yes&view=7&page=1"
    assert address_without({"view": ["7"], "search": ["x"]}, ["search"]) == "?view=7&page=1"
