"""Corrections of the published calendar, and the deadlines counted with it."""

from django.db import models


class DayCorrection(models.Model):
    """One day that an administrator set: a holiday announced late, a local closing day, a make-up working day."""

    day = models.DateField(unique=True)
    is_working = models.BooleanField()
    note = models.CharField(max_length=120, blank=True, default="")


class Deadline(models.Model):
    """A stored deadline of some object: counted once, and afterwards only ever lengthened."""

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    starts_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    is_working = models.BooleanField()
    due_on = models.DateField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "object_id"], name="deadline_once"),)
