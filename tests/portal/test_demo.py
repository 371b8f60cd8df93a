"""A preset's demonstration in an empty installation."""

import importlib.resources

import pytest
from django.test import Client

from biaochi.portal.config.demo import load_demo
from biaochi.portal.organisation.models import Appointment, Member, Organisation
from biaochi.portal.users.models import User

PRESETS = sorted(
    one.name for one in importlib.resources.files("biaochi.presets").iterdir() if one.is_dir() and (one / "demo.py").is_file()
)


def test_a_demonstration_prints_one_account_a_post_that_opens_the_tasks(db):
    said: list[str] = []
    load_demo("s01", said.append)
    posts = ["党员", "积分记录员", "组织委员", "纪检委员", "支部书记", "党务干事", "党委书记", "系统管理员", "安全审计员"]
    lines = [line.split() for line in said if line.startswith("  ")]
    assert [line[0] for line in lines] == posts
    for _title, username, password, *_rest in lines:
        client = Client()
        assert client.post("/sign-in/", {"login": username, "password": password}).status_code == 302
        assert client.get("/").status_code == 200
    assert (Organisation.objects.count(), Member.objects.count()) == (29, 255)
    assert Appointment.objects.filter(title="支部书记", post="书记").count() == 22
    assert not User.objects.filter(must_change_password=True).exists()


def test_a_demonstration_leaves_a_filled_installation_alone(cast):
    said: list[str] = []
    load_demo("s01", said.append)
    assert "没有装入" in said[0]
    assert not Organisation.objects.filter(code="C00").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_has_a_demonstration_that_goes_through_the_import(db, name):
    said: list[str] = []
    load_demo(name, said.append)
    assert sum(line.startswith("  ") for line in said) == 9
