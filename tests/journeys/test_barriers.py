"""Every page that somebody may open, at the width of a desk and of a phone: no barrier, nothing cut off, nothing missing."""

import pytest
from playwright.sync_api import Error
from tests.journeys.browser import NARROW, WIDE, Watched, barriers, is_cut_off
from tests.portal.gates.table import ROWS
from tests.portal.gates.walk import pages_of
from tests.portal.gates.world import make_world


def opens(shown: Watched, address: str) -> bool:
    """Whether the address is a page for this reader; a file to keep and a piece of a page are none."""
    try:
        return shown.go(address) == 200 and bool(shown.page.title())
    except Error as fault:
        if "Download is starting" not in str(fault):
            raise
        return False


# those who between them are answered at every address; what the clerk and the member see is most of it
READERS = ("member", "clerk", *(pytest.param(who, marks=pytest.mark.slow) for who in ("superior", "auditor", "system")))


@pytest.mark.parametrize("who", READERS)
def test_every_page_is_without_barriers(window, cast, who):
    addresses = list(dict.fromkeys(pages_of(ROWS, make_world(cast))))
    found = []
    for width in (WIDE, NARROW):
        shown = window(who, width)
        shown.expects_refusals = True
        for address in addresses:
            if opens(shown, address):
                found += [f"{width} {address} {barrier}" for barrier in barriers(shown.page)]
                if is_cut_off(shown.page):
                    found.append(f"{width} {address} is cut off")
    assert not found, "\n".join(found)


def test_the_way_in_is_without_barriers(window):
    for width in (WIDE, NARROW):
        shown = window("", width)
        shown.go("/sign-in/")
        assert barriers(shown.page) == []
        assert not is_cut_off(shown.page)


def test_a_page_with_a_barrier_is_found(window):
    shown = window("member")
    shown.go("/")
    shown.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/web/mark.svg\"><input>')")
    assert {line.split()[1] for line in barriers(shown.page)} == {"image-alt:", "label:"}
