"""What holds for every page, whoever reads it: it changes nothing, and it is clean."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from tests.portal.gates.digests import digests
from tests.portal.gates.hygiene import faults_of
from tests.portal.gates.table import ROWS
from tests.portal.gates.walk import PEOPLE, pages_of
from tests.portal.gates.world import World, make_world


@pytest.fixture
def world(cast) -> World:
    return make_world(cast)


@pytest.mark.parametrize("who", ["", *PEOPLE])
def test_reading_changes_nothing_and_every_page_is_clean(world, who, caplog):
    """No transaction is rolled back here: what a GET would change stays changed and is found."""
    caplog.set_level("CRITICAL")
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(getattr(world.cast, who))
    before, faults = digests(), []
    for address in pages_of(ROWS, world):
        first = client.get(address)
        for asked in (address, f"{address}?as=xlsx", f"{address}?as=print") if first.status_code == 200 else (address,):
            answer = first if asked == address else client.get(asked)
            if answer.streaming:
                b"".join(answer.streaming_content)
            if answer.status_code >= 500:
                faults.append(f"{asked}: {answer.status_code}")
            elif not answer.streaming:
                faults += faults_of(asked, answer)
    assert faults == []
    after = digests()
    assert [table for table in before if before[table] != after[table]] == []


@pytest.mark.parametrize(
    "dirty",
    [
        "<p style='color:red'>",
        "<p onclick='x()'>",
        "<script>x()</script>",
        "<img src='//elsewhere.example/x.png'>",
        "<link rel=stylesheet href=https://elsewhere.example/x.css>",
        "<form method=post action=/calendar/day/></form>",
        "<style>p{}</style>",
        "<h1>two</h1>",
    ],
)
def test_a_dirty_page_is_found(dirty):
    clean, answer = (HttpResponse(f"<!doctype html><html lang=en><title>T</title><h1>one</h1>{part}</html>") for part in ("", dirty))
    assert len(faults_of("/", answer)) > len(faults_of("/", clean))


def test_a_change_is_found(world):
    before = digests()
    world.cast.member.shown_as = "changed"
    world.cast.member.save()
    assert [table for table, digest in digests().items() if digest != before[table]] == ["users_user"]


def test_styles_load_nothing_from_elsewhere():
    """The style sheets and scripts that pages name."""
    for name in ("web/biaochi.css", "vendor/tabler.css"):
        text = Path(finders.find(name)).read_text(encoding="utf-8")
        loaded = re.findall(r"(?:url\(|@import)\s*[\"']?(?!data:)([^\"')\s]+)", text)
        assert [one for one in loaded if re.match(r"(?:https?:)?//", one)] == [], name
