"""What the merged template must say; a mistyped logical id in a merge only adds a stray resource, so look at the result."""

import json
import re
import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from chalicelib.settings import Settings

# Lambda's limits in bytes, of a zip that is uploaded as it is and of what it unpacks to; API Gateway's of a REST API's resources.
ZIPPED = 50 * 1024 * 1024
UNZIPPED = 250 * 1024 * 1024
GATEWAY_RESOURCES = 300
# IAM's limit of all policies written into one role.
ROLE_CHARACTERS = 10_240
RESOURCES = Path(__file__).parents[1] / "resources.yaml"
_A_LONG_ARN = "arn:aws:dynamodb:ap-northeast-1:123456789012:table/production-training-centre-AttendanceTable-1ABCDEFGHIJKL"


class Wrong(SystemExit):
    """The template is not what we mean to deploy."""


def check(folder: Path) -> None:
    """Raises Wrong, naming what is off."""
    resources = json.loads((folder / "sam.json").read_text())["Resources"]
    for name, resource in resources.items():
        _must("Type" in resource, f"{name} has no type: a merge under a mistyped name")
    for name, resource in yaml.safe_load(RESOURCES.read_text())["Resources"].items():
        _must(resources[name]["Type"] == resource["Type"], f"{name} is hidden by another resource of that name")
    for name, resource in _of(resources, "AWS::Serverless::Function"):
        _function(name, resource["Properties"])
        _must(f"{name}Logs" in resources, f"{name} could write no log")
    for name, resource in _of(resources, "AWS::IAM::Role"):
        _role(name, resource["Properties"])
    for name, resource in _of(resources, "AWS::DynamoDB::Table"):
        _table(name, resource)
    _must("REGIONAL" in str(resources["RestAPI"]["Properties"]["EndpointConfiguration"]), "the API is not REGIONAL")
    _must("ThrottlingRateLimit" in str(resources["RestAPI"]["Properties"].get("MethodSettings")), "the API has no throttle")
    _must(len(_of(resources, "AWS::WAFv2::WebACLAssociation")) == 1, "the API stands before no firewall")
    _must(len(_of(resources, "AWS::ApiGateway::GatewayResponse")) == 3, "gateway responses are missing")
    for name, resource in _of(resources, "AWS::KMS::Key"):
        _must(resource.get("DeletionPolicy") == "Retain", f"{name} would be deleted with the stack, and what it sealed with it")
    _must(resources["DocumentsBucket"]["Properties"].get("ObjectLockEnabled") is True, "sealed documents could not be locked")
    for name, resource in _of(resources, "AWS::S3::Bucket"):
        block = resource["Properties"]["PublicAccessBlockConfiguration"]
        _must(len(block) == 4 and all(block.values()), f"{name} could be made public")
    for name, resource in _of(resources, "AWS::CloudWatch::Alarm"):
        _must(resource["Properties"]["AlarmActions"] == [{"Ref": "AlarmTopic"}], f"{name} tells nobody")
    _must(gateway_resources(resources) < GATEWAY_RESOURCES, "API Gateway takes no more resources")
    _zip(folder / "deployment.zip")


def gateway_resources(resources: dict[str, Any]) -> int:
    """How many resources API Gateway makes of the API's paths: one for each part, shared beginnings once, and the root."""
    paths = resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    return len({"", *("/".join(parts[: n + 1]) for path in paths if (parts := path.strip("/").split("/")) for n in range(len(parts)))})


def _of(resources: dict[str, Any], kind: str) -> list[tuple[str, Any]]:
    return [(name, resource) for name, resource in resources.items() if resource["Type"] == kind]


def _function(name: str, properties: dict[str, Any]) -> None:
    _must(properties["MemorySize"] >= 512, f"{name} has too little memory")
    _must(properties["Role"] == {"Fn::GetAtt": [f"{name}Access", "Arn"]}, f"{name} has no role of its own")
    wanted = {field.name.upper() for field in fields(Settings)} - {"CLOCK_START"}
    _must(set(properties["Environment"]["Variables"]) == wanted, f"{name} has other settings than chalicelib/settings.py names")
    for event in properties.get("Events", {}).values():
        if event["Type"] == "SQS":
            said = event["Properties"]
            _must(said.get("FunctionResponseTypes") == ["ReportBatchItemFailures"], f"{name} would repeat whole batches")
            _must(list(said["Queue"]) == ["Fn::Sub"] and said["Queue"]["Fn::Sub"].endswith("Queue.Arn}"), f"{name} reads a queue by name")


def _role(name: str, properties: dict[str, Any]) -> None:
    """Within what IAM takes of a role's policies, as long as they are once names and ARNs are filled in."""
    length = len(json.dumps(_filled_in(properties["Policies"]), separators=(",", ":")))
    _must(length < ROLE_CHARACTERS, f"{name} says more than a role can hold: {length} characters")


def _filled_in(value: Any) -> Any:
    """With an ARN of the longest kind wherever CloudFormation will put one."""
    if isinstance(value, list):
        return [_filled_in(each) for each in value]
    if isinstance(value, dict):
        return _A_LONG_ARN if any(key.startswith("Fn::") for key in value) else {key: _filled_in(each) for key, each in value.items()}
    return value


def _table(name: str, resource: dict[str, Any]) -> None:
    properties = resource["Properties"]
    _must(resource.get("DeletionPolicy") == "Retain", f"{name} would be deleted with the stack")
    recovers = properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
    # Two states of the ballots a second apart would tie a ballot to its voter.
    _must(recovers != (name == "BallotsTable"), f"{name}: recovery to a point in time is for every table but the ballots'")
    _must(properties["SSESpecification"]["SSEEnabled"], f"{name} is not encrypted with our key")
    _must(properties["TimeToLiveSpecification"]["AttributeName"] == "expires_at", f"{name} forgets nothing")


def _zip(path: Path) -> None:
    """Within the limits, with bytecode of each of our modules, and without the installers that Chalice's command line brings."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    names = {entry.filename for entry in entries}
    _must(path.stat().st_size < ZIPPED, "the zip is larger than Lambda takes")
    _must(sum(entry.file_size for entry in entries) < UNZIPPED, "the zip unpacks to more than Lambda takes")
    _must(
        not [name for name in names if name.startswith(("pip/", "setuptools/", "wheel/", "inquirer/", "click/"))],
        "the zip holds what no function imports",
    )
    ours = [name for name in names if name.endswith(".py") and name.startswith(("app.py", "chalicelib/"))]
    compiled = {re.sub(r"__pycache__/(\w+)\.[\w-]+\.pyc$", r"\1.py", name) for name in names if name.endswith(".pyc")}
    _must(bool(ours) and set(ours) <= compiled, "a module of ours has no bytecode")


def _must(true: bool, otherwise: str) -> None:
    if not true:
        raise Wrong(f"template: {otherwise}")
