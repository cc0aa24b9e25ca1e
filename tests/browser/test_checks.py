"""The checks that every browser test makes find what they are there for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


def test_sign_in_by_cookie_opens_home(signed_in_page: Page):
    signed_in_page.goto("/")
    expect(signed_in_page.locator("h1")).to_be_visible()
    assert "/sign-in/" not in signed_in_page.url


def test_script_fault_is_noticed(page: Page, complaints: list[str]):
    page.goto("/sign-in/")
    page.evaluate("setTimeout(() => missing(), 0)")
    page.wait_for_timeout(100)
    assert len(complaints) == 1
    assert "missing is not defined" in complaints.pop()


def test_inline_style_is_noticed(page: Page, complaints: list[str]):
    page.goto("/sign-in/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">Red</p>')")
    page.wait_for_timeout(100)
    assert len(complaints) == 1
    assert "Content Security Policy" in complaints.pop()


def test_inaccessible_page_is_refused(page: Page, assert_accessible: Callable[[Page], None]):
    page.goto("/sign-in/")
    assert_accessible(page)
    page.evaluate("document.querySelector('form').insertAdjacentHTML('beforeend', '<input name=\"nameless\">')")
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)


def test_wide_page_is_refused(page: Page, assert_fits_narrow_screen: Callable[[Page], None]):
    page.goto("/sign-in/")
    assert_fits_narrow_screen(page)
    page.evaluate("document.querySelector('main').append('x'.repeat(500))")
    with pytest.raises(AssertionError, match="pixels wide"):
        assert_fits_narrow_screen(page)
