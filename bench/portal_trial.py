"""How long a clerk waits: python bench/portal_trial.py [--members 10000] [--facts 500000] [--form csv|xlsx] [--folder FOLDER].

A portal of its own (SQLite, two web processes, one worker) with branches of thirty; a table of facts goes up over HTTP, the progress page
is asked as a browser asks it, and the clock stops when the first page of the board has arrived. Then one explanation, cold and warm.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.request import Request, urlopen

PORT = 8963
BASE = f"http://127.0.0.1:{PORT}"
BRANCH = 30


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--facts", type=int, default=500_000)
    parser.add_argument("--form", choices=("csv", "xlsx"), default="csv")
    parser.add_argument("--folder", type=Path, default=None)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="biaochi-bench-") as temporary:
        folder = arguments.folder or Path(temporary)
        os.environ["BIAOCHI_FOLDER"] = str(folder)
        os.environ["BIAOCHI_HOSTS"] = "127.0.0.1"
        from biaochi.portal.config import installation

        installation.migrate(print)
        installation.collect_assets(lambda text: None)
        session, organisation, version = fill(arguments.members)
        path = facts(folder / f"facts.{arguments.form}", arguments.members, arguments.facts)
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
        command = "from biaochi.portal.config.installation import serve; import sys; "
        command += f"sys.exit(serve(host='127.0.0.1', port={PORT}, workers=2, say=print))"
        server = subprocess.Popen([sys.executable, "-c", command])
        try:
            wait_for_server()
            measure(session, organisation, version, path)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    return 0


def fill(members: int) -> tuple[str, int, int]:
    """A committee, its branches and people, a clerk, the benchmark's scheme in force; (session, organisation, version)."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from biaochi.portal.organisation.models import Appointment, Member, Organisation, OrganisationSpell, Person, RosterSpell
    from biaochi.portal.schemes.models import Assignment, Scheme, Version
    from biaochi.portal.users.models import User

    at, since = datetime(2025, 12, 31, tzinfo=UTC), date(2020, 1, 1)
    top = Organisation.objects.add_root({"code": "DW", "name": "市公司党委", "type": "党委"})
    OrganisationSpell.objects.create(organisation=top, name=top.name, type=top.type)
    branches = []
    for number in range((members + BRANCH - 1) // BRANCH):
        branches.append(Organisation.objects.add_child(top, {"code": f"B{number}", "name": f"第 {number} 党支部", "type": "党支部"}))
    OrganisationSpell.objects.bulk_create(OrganisationSpell(organisation=one, name=one.name, type=one.type, parent=top) for one in branches)
    made = Member.objects.bulk_create(Member(code=f"P{number:06d}") for number in range(members))
    Person.objects.bulk_create(Person(member=member, name=f"党员{number}") for number, member in enumerate(made))
    RosterSpell.objects.bulk_create(
        RosterSpell(member=member, organisation=branches[number // BRANCH], status="正式党员", from_on=since)
        for number, member in enumerate(made)
    )
    clerk, superior = (User.objects.create(username=name, shown_as=name, must_change_password=False, made_at=at) for name in ("c", "s"))
    Member.objects.filter(pk=made[0].pk).update(user=clerk)
    Appointment.objects.create(member=made[0], organisation=top, post="党务干事", from_on=since)
    text = (Path(__file__).parent / "scheme.yaml").read_text(encoding="utf-8")
    scheme = Scheme.objects.create(code="BENCH", title="核算基准", owner=top, made_at=at)
    version = Version.objects.create(
        scheme=scheme, number=1, text=text, digest="", drafted_by=clerk, drafted_at=at, state="published", published_by=superior,
        published_at=at,
    )  # fmt: skip
    Assignment.objects.create(version=version, organisation=top, assigned_by=clerk)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(clerk.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = clerk.get_session_auth_hash()
    session.save()
    return session.session_key, top.pk, version.pk


def facts(path: Path, members: int, count: int) -> Path:
    """``count`` facts spread over people, kinds and days without chance."""
    rows = (
        [str(n), f"P{n * 7919 % members:06d}", f"K{n * 31 % 77:02d}", f"2025-{n * 13 % 12 + 1:02d}-{n * 17 % 28 + 1:02d}", n * 11 % 49 + 1]
        for n in range(1, count + 1)
    )
    head = ["编号", "主体", "事项", "日期", "数量"]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([head, *rows])
        return path
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("事项")
        for place, row in enumerate([head, *rows]):
            sheet.write_row(place, 0, row)
    return path


def wait_for_server() -> None:
    for _attempt in range(120):
        try:
            urlopen(BASE + "/sign-in/", timeout=2).read()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the server did not start")


def measure(session: str, organisation: int, version: int, path: Path) -> None:
    browser = Browser(session)
    form = f"/trials/new/{organisation}/{version}/"
    page = browser.get(form)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None, page[:500]
    begin = time.perf_counter()
    trial = browser.upload(form, {"csrfmiddlewaretoken": token[1], "form_id": str(uuid.uuid4()), "period": "2025"}, path)
    said("uploaded", begin)
    steps: list[str] = []
    while "progress-box" in (box := browser.get(trial + "progress/")):
        step = re.search(r"<p[^>]*>([^<]*)</p>", box)
        if step and step[1] not in steps:
            steps.append(step[1])
        time.sleep(0.5)
    said("settled, by way of " + " → ".join(steps), begin)
    overview = browser.get(trial)
    address = re.search(rf'href="({trial}board/[^"]+)"', overview)
    assert address is not None, overview[-3000:]
    board = browser.get(address[1])
    said("the board is there", begin)
    card = re.search(rf'href="({trial}card/[^"]+)"', board)
    assert card is not None
    begin = time.perf_counter()
    browser.get(card[1])
    said("a scorecard", begin)
    for name in ("an explanation", "an explanation once more"):
        begin = time.perf_counter()
        browser.get(card[1].replace("/card/", "/why/") + "?now=1")
        said(name, begin)
    begin = time.perf_counter()
    browser.get(trial + "everything.xlsx", is_text=False)
    said("everything as a workbook", begin)


def said(what: str, begin: float) -> None:
    print(f"{time.perf_counter() - begin:6.2f} s  {what}", flush=True)


class Browser:
    """Requests with a session and without following where an upload leads."""

    def __init__(self, session: str) -> None:
        self.session, self.cookie = session, ""

    def headers(self) -> dict[str, str]:
        return {"Cookie": f"biaochi_session={self.session}; biaochi_csrf={self.cookie}", "Referer": BASE + "/"}

    def get(self, address: str, is_text: bool = True) -> str:
        with urlopen(Request(BASE + address, headers=self.headers()), timeout=300) as answer:
            found = re.search(r"biaochi_csrf=([^;]+)", answer.headers.get("Set-Cookie") or "")
            self.cookie = found[1] if found else self.cookie
            content = answer.read()
        return content.decode() if is_text else ""

    def upload(self, address: str, fields: dict[str, str], path: Path) -> str:
        """Where the upload leads, as a path."""
        mark = uuid.uuid4().hex
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
        parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n')
        body = "".join(parts).encode() + path.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        with urlopen(Request(BASE + address, data=body, headers=self.headers() | kind), timeout=300) as answer:
            return answer.geturl().removeprefix(BASE)


if __name__ == "__main__":
    sys.exit(main())
