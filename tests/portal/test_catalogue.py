"""Every Chinese text of the interface has one English."""

from collections import defaultdict

from biaochi.portal.config import catalogue


def test_every_text_has_its_english():
    assert catalogue.missing() == []


def conflicts() -> list[str]:
    """Texts whose English differs from catalogue to catalogue: a page would show whichever is read first."""
    said = defaultdict(lambda: defaultdict(list))
    for area in catalogue.areas():
        for message in catalogue.known(area):
            if message.id and message.string:
                key = message.id if isinstance(message.id, str) else message.id[0]
                english = message.string if isinstance(message.string, str) else message.string[-1]
                if english:
                    said[message.context, key][english].append(str(area.relative_to(catalogue.PORTAL)))
    return [
        f"{key[1]}: " + " / ".join(f"{english} ({', '.join(where)})" for english, where in variants.items())
        for key, variants in said.items()
        if len(variants) > 1
    ]


def test_no_text_has_two_englishes():
    assert conflicts() == []


def test_placeholders_survive_translation():
    """``%(name)s`` and ``{name}`` of the Chinese stand in the English too, or the page would break in English alone."""
    import re

    holders = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
    broken = []
    for area in catalogue.areas():
        for message in catalogue.known(area):
            strings = [message.string] if isinstance(message.string, str) else list(message.string)
            wanted = set(holders.findall(message.id if isinstance(message.id, str) else message.id[-1]))
            broken += [f"{area.name}: {text}" for text in strings if message.id and text and set(holders.findall(text)) != wanted]
    assert broken == []
