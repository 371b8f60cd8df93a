"""What portal tests share: the database as the application's role sees it, the cast, and clients of each."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from tests.portal.cast import Cast, make_cast
from tests.portal.roles import APPLICATION, as_role

from biaochi.portal.config.roles import grant_to

TODAY = date(2025, 10, 15)
NOW = datetime(2025, 10, 15, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The suite's connection is the application's role, as in an installation."""
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            grant_to(APPLICATION, connection)
    with django_db_blocker.unblock(), as_role(connection, APPLICATION):
        yield


@pytest.fixture
def cast(db) -> Cast:
    return make_cast(NOW)


@pytest.fixture
def signed_in(cast):
    """``signed_in("secretary")``: a client of that member of the cast."""

    def client_of(who: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, who))
        return client

    return client_of
