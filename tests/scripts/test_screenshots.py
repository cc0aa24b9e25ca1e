import pytest

from scripts import screenshots


def test_reads_the_password_that_the_demo_prints():
    assert screenshots.password_in("Accounts, all with the password kX-1_b (it is not shown again):\n") == "kX-1_b"


def test_says_what_the_demo_printed_instead_of_a_password():
    with pytest.raises(screenshots.ScreenshotError, match="The demo company is there already"):
        screenshots.password_in("The demo company is there already.")


def test_gives_up_on_a_site_that_does_not_answer():
    url = f"http://127.0.0.1:{screenshots.free_port()}/healthz/ready"
    with pytest.raises(screenshots.ScreenshotError, match="does not answer"):
        screenshots.wait_for(url, patience_seconds=0.3)


def test_says_which_command_failed():
    with pytest.raises(screenshots.ScreenshotError, match="no_such_command failed"):
        screenshots.manage("no_such_command", environment={"TESTING": "1", "DATABASE_URL": "sqlite://:memory:"})


def test_keeps_what_a_developer_set_out_of_the_pictures(tmp_path, monkeypatch):
    for name, value in {"DATABASE_URL": "postgres://work", "TESTING": "1", "LANGUAGE_CODE": "nl"}.items():
        monkeypatch.setenv(name, value)
    environment = screenshots.environment_of(tmp_path)
    assert environment["DATABASE_URL"] == f"sqlite:///{tmp_path}/screenshots.sqlite3"
    assert (environment["TESTING"], environment["LANGUAGE_CODE"]) == ("0", "en-gb")
