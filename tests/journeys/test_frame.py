"""The frame around every page: the menu on a phone, the keyboard, large text, the other language."""

from tests.journeys.browser import NARROW, WIDE, is_cut_off, too_wide


def test_the_menu_of_a_phone_is_closed_until_it_is_opened(window):
    phone = window("clerk", NARROW)
    phone.go("/")
    link = phone.page.get_by_role("link", name="工作日历")
    assert not link.is_visible()
    phone.page.get_by_role("button", name="菜单").click()
    link.wait_for(state="visible")
    link.click()
    phone.page.wait_for_url("**/calendar/")
    assert not phone.page.get_by_role("link", name="工作日历").is_visible()


def test_the_first_press_of_tab_leads_past_the_menu(window):
    shown = window("clerk")
    shown.go("/")
    shown.page.keyboard.press("Tab")
    assert shown.page.evaluate("document.activeElement.textContent") == "跳到正文"
    shown.page.keyboard.press("Enter")
    assert shown.page.evaluate("document.activeElement.id") == "main"


def test_nothing_is_cut_off_with_letters_of_twice_the_size(window):
    for width in (WIDE, NARROW):
        shown = window("clerk", width)
        for address in ("/", "/calendar/", "/roster/", "/schemes/", "/trials/", "/privacy/", "/account/"):
            shown.go(address)
            shown.page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert not is_cut_off(shown.page), (width, address, too_wide(shown.page))


def test_the_other_language_is_a_press_away_and_stays(window):
    shown = window("clerk")
    shown.go("/")
    shown.page.get_by_role("button", name="English").click()
    shown.page.wait_for_load_state("load")
    assert shown.page.get_by_role("heading", level=1).inner_text() == "To do"
    shown.go("/calendar/")
    assert shown.page.evaluate("document.documentElement.lang") == "en"
