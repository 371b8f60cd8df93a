"""A browser for the whole run, and the portal's cast behind a live server."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.journeys.browser import WIDE, Watched, launch, signed_in
from tests.portal.cast import Cast, make_cast
from tests.portal.conftest import NOW, django_db_setup

__all__ = ["django_db_setup"]

# playwright runs its own event loop in this thread
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def chrome() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def cast(transactional_db) -> Cast:
    return make_cast(NOW)


@pytest.fixture
def window(chrome, live_server, cast) -> Iterator[Callable[..., Watched]]:
    """``window("clerk", 390)``: a window of one of the cast; what its browser complained of fails the test."""
    opened: list[Watched] = []

    def open_one(who: str = "", width: int = WIDE, language: str = "zh-hans") -> Watched:
        watched = signed_in(chrome, live_server.url, getattr(cast, who) if who else None, width, language)
        watched.page.set_default_timeout(20_000)
        opened.append(watched)
        return watched

    yield open_one
    complaints = [complaint for watched in opened for complaint in watched.complaints]
    for watched in opened:
        watched.page.context.close()
    assert complaints == []
