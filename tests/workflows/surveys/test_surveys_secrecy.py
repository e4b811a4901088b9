"""Nothing that is stored, logged or sent ties an anonymous answer to the person who gave it."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domains.surveys import store_answers
from chalicelib.domains.surveys.building import reminding
from chalicelib.domains.surveys.model import Survey
from chalicelib.domains.surveys.results import results
from chalicelib.domains.surveys.store_items import AnswerItem
from infra.local import cloud
from infra.local.cloud import name_of
from tests.scenes.surveys import IDS, ORGANIZER, answer, close, filled, make_survey, make_surveyed_class, person
from tests.support.browser_client import Browser

Aws = Callable[[str], Any]
SetClock = Callable[[datetime], None]


def everything(aws: Aws, *, but: str = "") -> dict[str, str]:
    """Every item of every table, as text, by table and key; `but` leaves out a table's items that begin so."""
    found = {}
    client = aws("dynamodb")
    for table in client.list_tables()["TableNames"]:
        for page in client.get_paginator("scan").paginate(TableName=table):
            for item in page["Items"]:
                pk, sk = item["pk"]["S"], item["sk"]["S"]
                if not (but and pk.startswith(but)):
                    found[f"{table}|{pk}|{sk}"] = json.dumps(item, sort_keys=True)
    return found


@pytest.fixture
def voted(
    browser: Browser,
    drain: Callable[[], int],
    now: datetime,
    set_clock: SetClock,
    new_browser: Callable[[], Browser],
    caplog: pytest.LogCaptureFixture,
) -> tuple[Survey, list[str]]:
    """Eight people answer through the page, each with words of their own, reminded and looked at in between; the texts in their order."""
    caplog.set_level(logging.DEBUG)
    class_ = make_surveyed_class(browser, drain, now)
    survey = make_survey(class_, now)
    reminding.remind(ORGANIZER, class_.id, survey.id, now)
    texts = []
    for place in range(1, 9):
        set_clock(now + timedelta(minutes=place))
        phone = new_browser().enter(class_.id, person(place))
        texts.append(f"我的意見{place * 7919 % 100}")
        page = f"/c/{class_.id}/survey/{survey.id}"
        token = phone.get(page).text.partition('name="request" value="')[2].partition('"')[0]
        phone.post(page, filled(survey, 1 + place % 5, texts[-1], request=token), follow=True)
        results.results(survey, now)
    drain()
    return survey, texts


def test_an_answer_holds_nothing_but_the_answer(voted: tuple[Survey, list[str]], aws: Aws) -> None:
    """Key, answer, and no more: no time, request, name, address or browser, and all answers alike in their attributes."""
    survey, texts = voted
    stored = aws("dynamodb").query(
        TableName=name_of("SurveysTable"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"ANSWERS#{survey.id}"}},
    )["Items"]
    assert [set(item) for item in stored] == [{"pk", "sk", "answer"}] * len(texts)
    marks = aws("dynamodb").query(
        TableName=name_of("SurveysTable"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"MARKS#{survey.id}"}},
    )["Items"]
    assert [set(item) for item in marks] == [{"pk", "sk", "request"}] * len(texts)


def test_no_stored_byte_is_common_to_marker_and_answer(voted: tuple[Survey, list[str]], aws: Aws) -> None:
    """Neither an answer's key nor a word of it stands anywhere else, and no marker, person or request stands in an answer."""
    survey, texts = voted
    answers = {key.rpartition("|")[2]: text for key, text in everything(aws).items() if f"|ANSWERS#{survey.id}|" in key}
    others = "".join(everything(aws, but=f"ANSWERS#{survey.id}").values())
    assert len(answers) == len(texts)
    assert not any(key in others for key in answers)
    assert not any(json.dumps(text)[1:-1] in others or text in others for text in texts)
    people = [person(place) for place in range(1, 9)]
    requests = [json.loads(text)["request"]["S"] for key, text in everything(aws).items() if f"|MARKS#{survey.id}|" in key]
    ties = {*people, *requests, *store_answers.markers(survey.id), *IDS}
    assert not any(tie in text for tie in ties for text in answers.values())
    assert not any(tie in key for tie in ties for key in answers)


def test_the_order_of_answering_is_nowhere(voted: tuple[Survey, list[str]]) -> None:
    """Neither answers nor markers stand in the order in which they came, nor in each other's."""
    survey, texts = voted
    field = next(name for name, value in store_answers.answers(survey.id)[0].items() if str(value).startswith("我的意見"))
    places = [texts.index(str(each[field])) for each in store_answers.answers(survey.id)]
    assert sorted(places) == list(range(8))
    assert [item.sk for item in AnswerItem.search(f"ANSWERS#{survey.id}")] == sorted(
        item.sk for item in AnswerItem.search(f"ANSWERS#{survey.id}")
    )
    keys = {item.sk for item in AnswerItem.search(f"ANSWERS#{survey.id}")}
    assert len(keys) == 8
    assert all(len(key) == 22 for key in keys)  # 128 bits of chance


def test_no_log_line_and_no_mail_tells(voted: tuple[Survey, list[str]], caplog: pytest.LogCaptureFixture, aws: Aws) -> None:
    """Logs and mails hold neither answers nor their keys; logs hold no person either."""
    survey, texts = voted
    keys = [key.rpartition("|")[2] for key in everything(aws) if f"|ANSWERS#{survey.id}|" in key]
    own = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("chalicelib", "app", "training")))
    mails = "".join(str(mail) for mail in cloud.sent_mail())
    assert not any(secret in own or secret in mails for secret in [*texts, *keys])
    assert not any(person(place) in own for place in range(1, 9))


def test_what_is_shown_keeps_no_trace_of_the_last(voted: tuple[Survey, list[str]], aws: Aws, now: datetime) -> None:
    """Once closed and looked at, the counts kept for the page are those of all: no earlier step stays beside them."""
    survey, texts = voted
    before = [text for key, text in everything(aws).items() if key.endswith("|SHOWN")]
    assert [json.loads(text)["answers"]["N"] for text in before] == ["5"]
    closed = close(survey, now + timedelta(hours=1))
    results.results(closed, now + timedelta(hours=2))
    after = [text for key, text in everything(aws).items() if key.endswith("|SHOWN")]
    assert [json.loads(text)["answers"]["N"] for text in after] == [str(len(texts))]


def test_the_table_has_no_stream_and_no_index() -> None:
    """The template gives the table neither: both would say in which order answers came."""
    properties = cloud.of_type("AWS::DynamoDB::Table")["SurveysTable"]
    assert not properties.keys() & {"StreamSpecification", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "KinesisStreamSpecification"}


def test_markers_of_two_surveys_are_strangers(browser: Browser, drain: Callable[[], int], now: datetime) -> None:
    """The same person's markers in two surveys have nothing in common."""
    class_ = make_surveyed_class(browser, drain, now)
    first, second = make_survey(class_, now), make_survey(class_, now, new_id="s0000000002")
    answer(first, [1, 2], now)
    answer(second, [1, 2], now)
    assert not store_answers.markers(first.id) & store_answers.markers(second.id)
