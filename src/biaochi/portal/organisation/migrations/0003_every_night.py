from datetime import datetime, time, timedelta

from django.db import migrations
from django.utils import timezone

NAME = "turn the day"


def schedule(apps, editor):
    """Moves and closings to come are made on their day; sessions of posts that ended are ended."""
    first = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time(0, 5)))
    rows = apps.get_model("django_q", "Schedule").objects
    rows.update_or_create(
        name=NAME,
        defaults={"func": "biaochi.portal.organisation.nightly.turn_the_day", "schedule_type": "D", "repeats": -1, "next_run": first},
    )


def unschedule(apps, editor):
    apps.get_model("django_q", "Schedule").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = (("organisation", "0002_words_search_imports"), ("django_q", "0018_task_success_index"))
    operations = (migrations.RunPython(schedule, unschedule),)
