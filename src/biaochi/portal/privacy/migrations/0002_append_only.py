from django.db import migrations

from biaochi.portal.audit.append_only import make_append_only


class Migration(migrations.Migration):
    dependencies = (("privacy", "0001_initial"),)
    operations = (make_append_only("privacy_erasure"),)
