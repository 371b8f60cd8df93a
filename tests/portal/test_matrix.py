"""Every address of the portal × every method × everybody: who is answered stands in one table, and nothing happens otherwise."""

import pytest
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import get_resolver, include, path
from django.views.decorators.http import require_safe
from tests.portal.gates.table import ROWS, WATCHES
from tests.portal.gates.walk import PEOPLE, READ, Row, Visitor, gone, mismatches, unlisted
from tests.portal.gates.world import World, make_world


@pytest.fixture(autouse=True)
def quiet(caplog) -> None:
    """Some thousand refusals are meant here and need no line each."""
    caplog.set_level("CRITICAL")


@pytest.fixture
def world(cast) -> World:
    return make_world(cast)


@pytest.fixture
def visitors(cast) -> dict[str, Visitor]:
    return {"anonymous": Visitor()} | {who: Visitor(getattr(cast, who)) for who in PEOPLE}


def test_every_address_has_its_row():
    assert unlisted(ROWS) == []


def test_every_row_has_its_address_and_stands_once():
    assert gone(ROWS) == []
    assert len({str(row) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_who_is_answered(row, world, visitors):
    assert mismatches(row, world, visitors) == []


@login_required
@require_safe
def planted(request: HttpRequest) -> HttpResponse:
    """A page that somebody forgot to protect."""
    return HttpResponse("everybody's names")


urlpatterns = [path("planted/", planted, name="planted"), path("", include("biaochi.portal.config.urls"))]


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_without_a_check_is_found(world, visitors):
    assert unlisted(ROWS, get_resolver()) == ["planted planted/"]
    found = mismatches(Row("planted", READ, WATCHES), world, visitors)
    assert {line.split(" by ")[1].split(":")[0] for line in found} == set(PEOPLE) - WATCHES
