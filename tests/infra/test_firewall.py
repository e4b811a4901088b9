"""What stands before the API in the template: a throttle, and counts by address that a hall of 2,000 does not reach."""

from pathlib import Path
from typing import Any

from infra.deploy.firewall import ALL, BURST, FORMS, RATE
from infra.deploy.package import additions

RESOURCES: dict[str, Any] = additions()["Resources"]


def test_every_path_has_a_throttle() -> None:
    """Of the stage itself, so that no new path goes without."""
    (setting,) = RESOURCES["RestAPI"]["Properties"]["MethodSettings"]
    assert (setting["ResourcePath"], setting["HttpMethod"]) == ("/*", "*")
    assert (setting["ThrottlingRateLimit"], setting["ThrottlingBurstLimit"]) == (RATE, BURST)


def test_the_firewall_stands_before_the_stage() -> None:
    """By the stage's own reference, which CloudFormation makes first; what it blocks is told to come again later."""
    acl = RESOURCES["Firewall"]["Properties"]
    assert acl["Scope"] == "REGIONAL"
    assert "${RestAPI}/stages/${RestAPI.Stage}" in str(RESOURCES["FirewallOfStage"]["Properties"]["ResourceArn"])
    assert [rule["Action"]["Block"]["CustomResponse"]["ResponseCode"] for rule in acl["Rules"]] == [429, 429]
    assert [rule["Statement"]["RateBasedStatement"]["AggregateKeyType"] for rule in acl["Rules"]] == ["IP", "IP"]
    assert len({rule["Priority"] for rule in acl["Rules"]}) == 2


def test_its_ceilings_lie_between_a_hall_and_a_script() -> None:
    """2,000 people of one address check in within 15 minutes; a script of one address tries no faster than a few a second."""
    people, minutes = 2_000, 15
    forms = people * 5 / minutes  # in five minutes
    assert forms * 2 < FORMS
    assert forms * 8 < ALL  # the page, its style, script and icons, the form, and a second look
    assert FORMS / 300 < 10


def test_the_documents_name_the_figures() -> None:
    """Whoever raises one changes docs/operations.md too."""
    text = (Path(__file__).parents[2] / "docs/operations.md").read_text("utf-8")
    for words in (f"{RATE} requests a second, {BURST} at once", f"{ALL:,} requests, or {FORMS:,} forms"):
        assert words in text


def test_the_doors_are_those_of_the_application() -> None:
    """Each address where a number, password or code is typed is under the lower ceiling."""
    (counted,) = [rule for rule in RESOURCES["Firewall"]["Properties"]["Rules"] if rule["Name"] == "FormsByAddress"]
    posted, doors = counted["Statement"]["RateBasedStatement"]["ScopeDownStatement"]["AndStatement"]["Statements"]
    assert posted["ByteMatchStatement"]["SearchString"] == "POST"
    begun = [each["ByteMatchStatement"]["SearchString"] for each in doors["OrStatement"]["Statements"]]
    for path in ("/q", "/c/115-B00492-1/enter", "/fee", "/fee/challenge", "/sign-in", "/l/token/code", "/counter/scan", "/counter/sync"):
        assert any(path.startswith(door) for door in begun), path
