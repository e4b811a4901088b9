"""Invented people with valid ID numbers, the same at every run. Any likeness to a living person is chance."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.centre import centre
from chalicelib.domains.people.model import is_valid_id

SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴"
GIVEN_FIRST = "志俊建家怡雅淑美佳宗冠承宜芳欣柏彥品子郁明文國正麗玉秀惠婉靜佩思詩育維信"
GIVEN_SECOND = "豪傑宏銘哲賢霖翰廷宇婷君玲芬華娟如慧萍雯真儀瑜琪蓉萱穎軒恩安瑋成源泰龍雄輝"
AGENCIES = (
    "臺北市政府民政局", "臺北市政府財政局", "臺北市政府教育局", "臺北市政府產業發展局", "臺北市政府工務局", "臺北市政府交通局",
    "臺北市政府社會局", "臺北市政府勞動局", "臺北市政府警察局", "臺北市政府衛生局", "臺北市政府環境保護局", "臺北市政府都市發展局",
    "臺北市政府文化局", "臺北市政府消防局", "臺北市政府捷運工程局", "臺北市政府觀光傳播局", "臺北市政府地政局", "臺北市政府兵役局",
    "臺北市政府體育局", "臺北市政府資訊局", "臺北市政府法務局", "臺北市政府主計處", "臺北市政府人事處", "臺北市政府政風處",
    "臺北自來水事業處", "臺北翡翠水庫管理局", "臺北市立圖書館", "臺北市大安區公所", "臺北市信義區公所", "臺北市北投區公所",
)  # fmt: skip
HR_OF = "臺北市政府民政局"  # whose HR officer has an account in the sample centre
TITLES = ("科員", "辦事員", "股長", "專員", "科長", "書記", "技士", "技佐", "課員", "課長", "助理員", "組員")


@dataclass(frozen=True)
class Person:
    name: str
    id_number: str
    agency: str
    title: str
    email: str


def people(seed: int) -> Iterator[Person]:
    """Without end; no two share an ID number."""
    dice = random.Random(seed)
    seen: set[str] = set()
    number = 0
    while True:
        id_number = valid_id(dice, dice.choice("ABCDEFGHJKMNPQTUVXZIOW") + dice.choice("12"))
        if id_number in seen:
            continue
        seen.add(id_number)
        number += 1
        name = dice.choice(SURNAMES) + dice.choice(GIVEN_FIRST) + dice.choice(GIVEN_SECOND)
        email = f"trainee{seed}-{number}@example.{centre().domain}"
        yield Person(name, id_number, here(dice.choice(AGENCIES)), dice.choice(TITLES), email)


def here(text: str) -> str:
    """What is said of Taipei, of the city of the centre's profile."""
    city = centre().place
    for theirs, ours in (("臺北市政府", centre().government), ("臺北市", city), ("臺北", city.removesuffix("市"))):
        text = text.replace(theirs, ours)
    return text


def valid_id(dice: random.Random, start: str) -> str:
    """A number of two given characters, seven random digits, and the digit that makes the sum right."""
    body = start + "".join(dice.choice("0123456789") for _ in range(7))
    return next(body + digit for digit in "0123456789" if is_valid_id(body + digit))
