from django.db import migrations
from django.utils import timezone

NAME = "send notices"


def schedule(apps, editor):
    """What could not be sent is tried again when it is due; the delay grows with the attempts."""
    rows = apps.get_model("django_q", "Schedule").objects
    rows.update_or_create(
        name=NAME,
        defaults={
            "func": "biaochi.portal.outbox.sending.send_due",
            "schedule_type": "I",
            "minutes": 1,
            "repeats": -1,
            "next_run": timezone.now(),
        },
    )


def unschedule(apps, editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = (("outbox", "0001_initial"), ("django_q", "0018_task_success_index"))
    operations = (migrations.RunPython(schedule, unschedule),)
