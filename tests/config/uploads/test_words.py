from config.uploads.words import counts_moved, saved_words
from contacts.upload_checking import Counts


def test_saved_rows_are_all_accounted_for():
    assert saved_words(Counts(1, 0, 0, 0)) == "Saved. 1 row = 1 new + 0 changed + 0 unchanged + 0 left out."
    assert saved_words(Counts(1200, 3, 2, 4)) == (
        "Saved. 1,209 rows = 1,200 new + 3 changed + 2 unchanged + 4 left out."
    )


def test_what_moved_is_told_before_and_now():
    assert counts_moved(Counts(20, 0, 0, 1), Counts(0, 0, 20, 1)) == (
        "Nothing was saved, because somebody changed something since the check "
        "(new: 20 before, 0 now; unchanged: 0 before, 20 now). Look at the new check."
    )
    assert "other values stand there now" in counts_moved(Counts(0, 1, 0, 0), Counts(0, 1, 0, 0))
