"""The portal's settings, on a throw-away folder and on the database that ``BIAOCHI_TEST_DATABASE`` names (sqlite, postgresql)."""

import os
import tempfile

if "BIAOCHI_FOLDER" not in os.environ:
    os.environ["BIAOCHI_FOLDER"] = tempfile.mkdtemp(prefix="biaochi-test-")
os.environ["BIAOCHI_HOSTS"] = "testserver,127.0.0.1,localhost"
for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "BIAOCHI_DEBUG"):
    os.environ.pop(name, None)

from biaochi.portal.config import environment
from biaochi.portal.config.settings import *
from biaochi.portal.config.settings import INSTALLED_APPS, STORAGES

ON_POSTGRESQL = os.environ.get("BIAOCHI_TEST_DATABASE", "sqlite") == "postgresql"
if ON_POSTGRESQL:
    DATABASES = {"default": environment.postgresql(os.environ["BIAOCHI_TEST_OWNER_URL"])}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    # a file as in an installation: threads that share a database in memory do not wait for one another
    DATABASES["default"]["TEST"] = {"NAME": f"{os.environ['BIAOCHI_FOLDER']}/test.sqlite3"}

INSTALLED_APPS = [*INSTALLED_APPS, "tests.portal.clearing"]
PASSWORD_HASHERS = ["tests.portal.clearing.hasher.QuickArgon2"]
# with the manifest every asset is 404 on a live server whose static files were not collected, and the page still "passes"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
Q_CLUSTER = {"name": "biaochi", "orm": "default", "sync": True, "timeout": 900, "retry": 960}
