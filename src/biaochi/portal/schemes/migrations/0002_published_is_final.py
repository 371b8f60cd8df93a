from django.db import migrations

from biaochi.portal.audit.append_only import freeze


class Migration(migrations.Migration):
    dependencies = (("schemes", "0001_initial"),)
    operations = (freeze("schemes_version", "OLD.state = 'published'"),)
