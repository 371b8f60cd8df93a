"""The trail is written once."""

import pytest
from django.db import DatabaseError, connection, transaction
from tests.portal.conftest import NOW

from biaochi.portal.audit import operations
from biaochi.portal.audit.models import Action, Record


@pytest.fixture
def record(db) -> Record:
    operations.record(at=NOW, actor_id=1, action=Action.SIGNED_IN, of=("user", 1))
    return Record.objects.get()


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE audit_record SET actor_id = 2",
        "DELETE FROM audit_record",
        "REPLACE INTO audit_record SELECT * FROM audit_record",
        "TRUNCATE audit_record",
        "ALTER TABLE audit_record DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_record_no_update ON audit_record",
    ],
)
def test_no_statement_changes_a_record(record, attack):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert Record.objects.values_list("actor_id", flat=True).get() == 1


def test_a_record_needs_the_transaction_of_its_act(transactional_db):
    with pytest.raises(operations.RecordOutsideTransaction):
        operations.record(at=NOW, actor_id=1, action=Action.SIGNED_IN, of=("user", 1))
