"""What is deployed, as far as it is ours: Chalice's own part is looked at when it is packaged (infra/deploy/check_template.py)."""

from typing import Any

import pytest
import yaml

from infra.deploy import package
from infra.deploy.policies import ROLES

OURS = yaml.safe_load((package.ROOT / "infra/resources.yaml").read_text())["Resources"]
MERGED = package.additions()
FUNCTIONS = [package.function_of(name) for name in ROLES]
OPERATIONS = (package.ROOT / "docs/operations.md").read_text()


def of_type(kind: str) -> dict[str, Any]:
    return {name: each["Properties"] for name, each in MERGED["Resources"].items() if each.get("Type") == kind}


def named(kind: str) -> list[str]:
    return [name for name, resource in OURS.items() if resource["Type"] == kind]


ALARMS = of_type("AWS::CloudWatch::Alarm")


def test_nothing_takes_the_place_of_a_queue_or_table() -> None:
    """Every resource of infra/resources.yaml is in the merge as it stands there: a function of the same name would hide it."""
    assert [name for name, resource in OURS.items() if MERGED["Resources"][name] != resource] == []


def test_each_function_has_its_own_role_and_log() -> None:
    """No two share a role, and each writes into its own log group and no other."""
    roles = {name: MERGED["Resources"][name]["Properties"]["Role"]["Fn::GetAtt"][0] for name in FUNCTIONS}
    assert set(roles.values()) == set(of_type("AWS::IAM::Role"))
    assert len(set(roles.values())) == len(FUNCTIONS)
    for name in FUNCTIONS:
        logs = of_type("AWS::IAM::Policy")[f"{name}Logs"]
        (statement,) = logs["PolicyDocument"]["Statement"]
        assert (logs["Roles"], len(statement["Resource"])) == ([{"Ref": roles[name]}], 1)
        assert statement["Resource"][0]["Fn::GetAtt"][0].lower() == f"{name}LogGroup".lower()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_its_alarms(name: str) -> None:
    """For its errors, for starts that AWS refused, and before it is killed for its time."""
    assert {f"{name}Errors", f"{name}NotStarted", f"{name}NearTimeout"} <= ALARMS.keys()
    seconds = package.timeouts()[name]
    assert ALARMS[f"{name}NearTimeout"]["Threshold"] == seconds * 800 > 0


@pytest.mark.parametrize("name", package.SCHEDULES)
def test_every_schedule_has_an_alarm_for_its_silence(name: str) -> None:
    """No data is what it looks for, over more than one turn and within what CloudWatch allows."""
    alarm = ALARMS[f"{package.function_of(name)}NotRunning"]
    assert (alarm["TreatMissingData"], alarm["ComparisonOperator"]) == ("breaching", "LessThanThreshold")
    assert alarm["Period"] * alarm["EvaluationPeriods"] <= (86_400 if alarm["Period"] < 3_600 else 604_800)


@pytest.mark.parametrize("name", named("AWS::SQS::Queue"))
def test_every_queue_has_an_alarm(name: str) -> None:
    """For a message that waits too long."""
    assert ALARMS[f"{name}Waiting"]["Dimensions"][0]["Value"] == {"Fn::GetAtt": [name, "QueueName"]}


@pytest.mark.parametrize("name", named("AWS::DynamoDB::Table"))
def test_every_table_has_an_alarm(name: str) -> None:
    """For what DynamoDB turns away, of the table and each of its indexes, in at most the ten metrics that an alarm may sum."""
    metrics = ALARMS[f"{name}Throttled"]["Metrics"]
    assert len(metrics) == 1 + 2 * (1 + len(OURS[name]["Properties"].get("GlobalSecondaryIndexes", ()))) <= 10


def test_alarms_reach_somebody() -> None:
    """Each goes to the topic, the topic to an address, and the address has to be given."""
    assert all(alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}] for alarm in ALARMS.values())
    (told,) = [each for each in of_type("AWS::SNS::Subscription").values() if each["TopicArn"] == {"Ref": "AlarmTopic"}]
    assert (told["Protocol"], told["Endpoint"]) == ("email", {"Ref": "AlarmMail"})
    assert "Default" not in MERGED["Parameters"]["AlarmMail"]


@pytest.mark.parametrize("name", ALARMS)
def test_every_alarm_is_documented(name: str) -> None:
    """docs/operations.md says what it means and what to do: by its name, or by what it says of a function, schedule, queue or table."""
    ends = ("Errors", "NotStarted", "NearTimeout", "NotRunning", "Waiting", "Throttled")
    kind = next((f"…{end}" for end in ends if name.endswith(end) and name != "ApiErrors"), name)
    assert f"| `{kind}` |" in OPERATIONS
