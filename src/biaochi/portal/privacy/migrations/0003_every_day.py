from django.db import migrations
from django.utils import timezone

NAME = "tidy"


def schedule(apps, editor):
    """What the registry says is kept for hours or days does go."""
    rows = apps.get_model("django_q", "Schedule").objects
    rows.update_or_create(
        name=NAME, defaults={"func": "biaochi.portal.privacy.tidying.tidy", "schedule_type": "D", "repeats": -1, "next_run": timezone.now()}
    )


def unschedule(apps, editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = (("privacy", "0002_append_only"), ("django_q", "0018_task_success_index"))
    operations = (migrations.RunPython(schedule, unschedule),)
