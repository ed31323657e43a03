"""A pool of Chinese names as they are spread in life, with what the product makes of each."""

from __future__ import annotations

import random
from collections.abc import Iterator

from saas.core.customers.search_tokens import SearchSubject, tokens_of
from saas.core.customers.values import name_parts

# The commonest surnames with their share in thousandths; the rest of the pool shares what is left.
_SURNAMES = {
    "王": 72, "李": 71, "张": 68, "刘": 54, "陈": 45, "杨": 31, "黄": 22, "赵": 21, "吴": 20, "周": 19, "徐": 16,
    "孙": 15, "马": 14, "朱": 13, "胡": 13, "郭": 12, "何": 12, "林": 12, "高": 10, "罗": 10, "郑": 9, "梁": 8,
    "谢": 8, "宋": 7, "唐": 7, "许": 7, "韩": 6, "冯": 6, "邓": 6, "曹": 6, "彭": 5, "曾": 5, "欧阳": 2, "司马": 1,
}  # fmt: skip
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅建国文辉力鑫波斌宇浩凯健俊帆雪荣晓红志鹏飞海燕丹萍莉云峰"


def pool(size: int, rng: random.Random) -> list[str]:
    """`size` names, some of them alike, as in life."""
    surnames = rng.choices(list(_SURNAMES), weights=list(_SURNAMES.values()), k=size)
    return [surname + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2, 2)))) for surname in surnames]


def name_rows(names: list[str]) -> Iterator[tuple[int, str, str, str]]:
    """(number, name, key, sort) of each, as the product normalises it."""
    for number, name in enumerate(names):
        parts = name_parts(name)
        yield number, parts.name, parts.key, parts.sort


def token_rows(names: list[str]) -> Iterator[tuple[int, str, str]]:
    """(number, kind, token) of each, as the product cuts it."""
    for number, name in enumerate(names):
        for token in tokens_of(SearchSubject(name=name)):
            yield number, token.kind.value, token.token
