"""Names: how they are sorted, what finds them, and the login name made from them. Pure.

Worked example: 单小明 sorts under ``shan xiao ming``, and 单小明, 小明, 明, shanxiaoming, xiaoming, ming, sxm, xm as well as
danxiaoming and dxm find him.
"""

import re
from functools import lru_cache
from itertools import product

from pypinyin import Style, pinyin

SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "朴": "piao", "查": "zha", "盖": "ge", "区": "ou", "任": "ren", "华": "hua",
    "繁": "po", "乐": "yue", "盛": "sheng", "召": "shao", "折": "she", "黑": "he", "缪": "miao", "覃": "qin", "翟": "zhai", "冼": "xian",
    "员": "yun", "祭": "zhai", "宓": "mi", "秘": "bi", "种": "chong", "重": "chong", "洗": "xian", "逄": "pang", "纪": "ji", "那": "na",
    "宁": "ning", "牟": "mou", "尉": "wei", "葛": "ge", "车": "che", "晁": "chao", "谌": "chen", "柏": "bai", "卜": "bu", "冯": "feng",
    "贾": "jia", "沈": "shen", "石": "shi", "隗": "wei", "燕": "yan", "应": "ying", "於": "yu", "訾": "zi", "殷": "yin", "都": "du",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "单于": "chan yu", "澹台": "tan tai", "令狐": "ling hu", "欧阳": "ou yang",
    "司马": "si ma", "上官": "shang guan", "诸葛": "zhu ge", "夏侯": "xia hou", "皇甫": "huang fu", "东方": "dong fang",
    "慕容": "mu rong", "宇文": "yu wen", "司徒": "si tu", "公孙": "gong sun", "呼延": "hu yan", "端木": "duan mu", "独孤": "du gu",
    "申屠": "shen tu", "淳于": "chun yu", "濮阳": "pu yang", "鲜于": "xian yu", "闻人": "wen ren", "南宫": "nan gong",
}  # fmt: skip
IN_TWO_WAYS = frozenset("乐行长重茜晟朝盛莘娜倩朴尧传调和觉柏")
"""Characters of given names that people do read in two ways; of all others the usual reading alone is a key."""
COMBINATIONS_MAX = 8
_BESIDE = re.compile(r"[\s·•・.．\-—']+")


def plain(text: str) -> str:
    """A name or a search as they are compared: without blanks and dots, Latin letters small, ü as v."""
    return _BESIDE.sub("", text).lower().replace("ü", "v")


@lru_cache(maxsize=30_000)
def readings(character: str) -> tuple[str, ...]:
    """The usual readings of one character, without tones, the most frequent first; a Latin letter reads as itself."""
    found = [reading.replace("ü", "v") for reading in pinyin(character, style=Style.NORMAL, heteronym=True)[0]]
    kept = tuple(dict.fromkeys(reading.lower() for reading in found if reading.isascii() and reading.isalnum()))
    return kept or (character,)


@lru_cache(maxsize=20_000)
def surname(name: str) -> tuple[str, tuple[str, ...]]:
    """The surname's characters and its syllables, by the table of surnames that read otherwise than words do."""
    double = SURNAMES.get(name[:2])
    if double and len(name) > 2:
        return name[:2], tuple(double.split())
    first = name[:1]
    return first, (SURNAMES.get(first) or readings(first)[0],) if first else ()


def syllables(name: str) -> list[str]:
    """One reading a character, the surname's own first: what the name is sorted by."""
    text = plain(name)
    head, spoken = surname(text)
    return [*spoken, *(readings(character)[0] for character in text[len(head) :])]


def sort_key(name: str) -> str:
    return " ".join(syllables(name))[:240]


def initials(name: str) -> str:
    return "".join(syllable[0] for syllable in syllables(name))


def search_keys(name: str) -> set[str]:
    """Every text of which a prefix finds the person: from each character of the name on, written, spelt and abbreviated."""
    text = plain(name)[:40]
    if not text:
        return set()
    keys = {text[start:] for start in range(len(text))}
    for spoken in spellings(text):
        for start in range(len(spoken)):
            keys.add("".join(spoken[start:])[:120])
        short = "".join(syllable[0] for syllable in spoken)
        keys.update(short[start:] for start in range(max(1, len(short) - 1)))
    return keys


def spellings(text: str) -> list[tuple[str, ...]]:
    """The ways to read a name, the usual one first; in a long or foreign name only that one."""
    usual = tuple(syllables(text))
    if len(text) > 4:
        return [usual]
    options = [readings(one) if place == 0 else readings(one)[: 1 + (one in IN_TWO_WAYS)] for place, one in enumerate(text)]
    found = dict.fromkeys([usual, *product(*options)])
    # 吕 is typed lv, lu and lyu
    for spoken in list(found):
        if any(syllable in ("lv", "nv") for syllable in spoken):
            found[tuple(one.replace("v", "yu") if one in ("lv", "nv") else one for one in spoken)] = None
            found[tuple(one.replace("v", "u") if one in ("lv", "nv") else one for one in spoken)] = None
    return list(found)[:COMBINATIONS_MAX]


def login_name(name: str) -> str:
    """The login name a person would get: pinyin in one word, letters and digits only; ``dangyuan`` where nothing is left."""
    return re.sub("[^a-z0-9]", "", "".join(syllables(name)))[:40] or "dangyuan"
