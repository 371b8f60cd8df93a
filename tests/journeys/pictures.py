"""Every page as a picture, at a desk and on a phone: ``python -m tests.journeys.pictures [FILLED|EMPTY|LONGEST …]`` into ``pictures/``.

Pages that nobody looked at are the ones that look wrong: filled, with nothing in them yet, and with the longest names there are.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.portal.settings")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

TARGET = Path("pictures")
LONG_ORGANISATION = "中国共产党某某省某某市某某自治州某某县人民政府政务服务数据管理局机关第十一联合党支部委员会"
LONG_NAME = "阿卜杜勒艾则孜·买买提吐尔逊江"
# who sees most of each address, the first that is answered
READERS = ("clerk", "superior", "system", "auditor", "member")


@contextmanager
def portal() -> Iterator[str]:
    """A live server on an empty database of the tests."""
    import django

    django.setup()
    from django.contrib.staticfiles.testing import StaticLiveServerTestCase
    from django.test.runner import DiscoverRunner

    class Portal(StaticLiveServerTestCase):
        def runTest(self) -> None: ...

    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    databases = runner.setup_databases()
    Portal.setUpClass()
    try:
        yield Portal.live_server_url
    finally:
        Portal.tearDownClass()
        runner.teardown_databases(databases)


def fill(cast: Any, state: str) -> list[str]:
    """The addresses to look at in this state."""
    from tests.portal.gates.table import ROWS
    from tests.portal.gates.world import make_world

    from biaochi.portal.organisation.models import Organisation, OrganisationSpell, Person
    from biaochi.portal.organisation.people import write_keys
    from biaochi.portal.outbox.models import NoticeKind
    from biaochi.portal.outbox.operations import notify

    if state == "empty":
        return [row.places(None).__next__()[1] for row in ROWS if "GET" in row.methods and row.of is None]
    if state == "longest":
        Organisation.objects.update(name=LONG_ORGANISATION)
        OrganisationSpell.objects.update(name=LONG_ORGANISATION)
        Person.objects.update(name=LONG_NAME)
        cast.clerk.shown_as = LONG_NAME
        cast.clerk.save()
    write_keys(dict(Person.objects.values_list("pk", "name")))
    world = make_world(cast, "s01")
    from django.db import transaction
    from tests.portal.conftest import NOW

    with transaction.atomic():
        notify(users=[cast.clerk.pk, cast.member.pk], kind=NoticeKind.RECORD_VIEWED, link="/audit/own/", at=NOW)
    return own(world)


def own(world: Any) -> list[str]:
    from tests.portal.gates.table import ROWS

    found = [address for row in ROWS if "GET" in row.methods for side, address, _ in row.places(world) if side == "own"]
    return list(dict.fromkeys(found))


def take(states: list[str]) -> int:
    from playwright.sync_api import Error, sync_playwright
    from tests.journeys.browser import NARROW, WIDE, is_cut_off, launch, signed_in

    cut = []
    with portal() as url, sync_playwright() as playwright:
        from tests.portal.cast import make_cast
        from tests.portal.conftest import NOW

        browser = launch(playwright)
        for state in states:
            from django.core.management import call_command

            call_command("flush", interactive=False, verbosity=0)
            cast = make_cast(NOW)
            addresses = fill(cast, state)
            for width in (WIDE, NARROW):
                shown = {who: signed_in(browser, url, getattr(cast, who), width) for who in READERS}
                for address in addresses:
                    for who in READERS:
                        page = shown[who].page
                        try:
                            answer = page.goto(url + address)
                        except Error:  # a file to keep is no page
                            break
                        if answer and answer.status == 200:
                            name = re.sub(r"[^a-z0-9-]+", "-", address.strip("/").lower()) or "tasks"
                            page.screenshot(path=TARGET / state / f"{name}-{width}.png", full_page=True)
                            if is_cut_off(page):
                                cut.append(f"{state} {width} {address}")
                            break
                for one in shown.values():
                    one.page.context.close()
            print(f"{state}: {len(addresses)} addresses in {TARGET / state}", flush=True)
        browser.close()
    print("\n".join(["wider than the window:", *cut]) if cut else "nothing is wider than its window")
    return 1 if cut else 0


if __name__ == "__main__":
    sys.exit(take(sys.argv[1:] or ["filled", "empty", "longest"]))
