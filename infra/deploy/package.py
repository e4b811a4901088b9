"""make package: Chalice's template merged with ours, checked, with its zip, in build/package/.

What only CloudFormation knows at deployment (names, ARNs) is put in here by merge: settings, queues of the event sources, policies.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from chalicelib.settings import Settings
from infra.deploy import bundle
from infra.deploy.alarms import alarms
from infra.deploy.check_imports import check_imports, placeholders
from infra.deploy.check_template import check
from infra.deploy.firewall import firewall, throttle
from infra.deploy.grants import Statement, logs
from infra.deploy.policies import ROLES

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build"
OUT = BUILD / "package"
SOURCES = {
    "work": ("WorkQueue", 20),
    "mails": ("MailQueue", 5),
    "uploads": ("UploadQueue", 5),
    "public_files": ("PublicFileQueue", 2),
    "mail_events": ("MailEventsQueue", 2),
}
SCHEDULES = ("sweep", "every_ten_minutes", "every_day", "clean")
PARAMETERS = {
    "BaseUrl": "https://training.example.gov.tw",
    "MailFrom": "noreply@training.example.gov.tw",
    "SessionKeyCiphertext": "-",
    "IdHashKeyCiphertext": "-",
    "PayerBankCode": "0120000",
    "PayerAccount": "0000000000000000",
    "TaipeipassIssuer": "https://id.taipei",
    "TaipeipassJwksUrl": "https://id.taipei/jwks.json",
    "TimestampUrl": "",
    "CentreProfile": "",
}


def environment() -> dict[str, Any]:
    """Setting → the resource, attribute or parameter that gives it. What the template does not know (a rehearsal's clock) is left out."""
    own = {"stage": "production", "uploads_origin": {"Fn::Sub": "https://${UploadsBucket.RegionalDomainName}"}}
    names = [field.name for field in fields(Settings) if field.name != "clock_start"]
    return {name.upper(): own.get(name, {"Ref": _logical_id(name)}) for name in names}


def _logical_id(setting: str) -> str:
    """people_table → PeopleTable; what CloudFormation answers as an id or a URL is named without that word: user_pool_id → UserPool."""
    if setting.startswith(("user_pool", "seal_key", "field_key")):
        return _camel(setting.removesuffix("_id"))
    return _camel(setting.removesuffix("_url") if setting.endswith("queue_url") else setting)


def additions() -> dict[str, Any]:
    """Our resources, and what must change in Chalice's own."""
    template: dict[str, Any] = yaml.safe_load((ROOT / "infra/resources.yaml").read_text())
    template["Parameters"] = {
        **{name: {"Type": "String", "Default": value} for name, value in PARAMETERS.items()},
        # No default: a stack whose alarms reach nobody is not made.
        "AlarmMail": {"Type": "String", "AllowedPattern": r"[^@\s]+@[^@\s]+\.[^@\s]+", "Description": "E-mail address that alarms go to"},
    }
    for more in (_functions(), _gateway_responses(), firewall(), alarms(timeouts(), _api(), template["Resources"])):
        if same := template["Resources"].keys() & more.keys():
            raise ValueError(f"two resources under one name, of which the template would keep one: {same}")
        template["Resources"] |= more
    template["Resources"]["RestAPI"] = {"Properties": throttle()}
    # Chalice names the log group after a function "ApiHandler" that its own template does not have.
    template["Resources"]["ApiHandlerLogGroup"] = {"Properties": {"LogGroupName": {"Fn::Sub": "/aws/lambda/${APIHandler}"}}}
    return template


def _functions() -> dict[str, Any]:
    """What each of Chalice's functions is given, and the role that it runs under."""
    events = {_camel(name): _queue_event(name, *source) for name, source in SOURCES.items()}
    resources: dict[str, Any] = {}
    for name, statements in ROLES.items():
        function = function_of(name)
        properties = {"Environment": {"Variables": environment()}, "Role": {"Fn::GetAtt": [f"{function}Access", "Arn"]}}
        resources[function] = {"Properties": {**properties, **events.get(function, {})}}
        resources[f"{function}Access"] = _role(statements)
        resources[f"{function}Logs"] = _own_logs(function)
    return resources


def function_of(name: str) -> str:
    """every_day → EveryDay, as Chalice names it in its template."""
    return "APIHandler" if name == "http" else _camel(name)


def timeouts() -> dict[str, int]:
    """Function → seconds after which Lambda ends it."""
    stage = _config()["stages"]["production"]
    own = stage["lambda_functions"]
    return {function_of(name): own.get(name, {}).get("lambda_timeout", stage["lambda_timeout"]) for name in ROLES}


def _api() -> dict[str, str]:
    """What CloudWatch knows the API by: Chalice names it after the application."""
    return {"ApiName": _config()["app_name"], "Stage": _config()["stages"]["production"]["api_gateway_stage"]}


def _config() -> Any:
    return json.loads((ROOT / ".chalice/config.json").read_text())


def _own_logs(function: str) -> dict[str, Any]:
    """Apart from the role: the log group has the function's name, and the function needs the role first."""
    group = "ApiHandlerLogGroup" if function == "APIHandler" else f"{function}LogGroup"
    properties = {"PolicyName": "logs", "Roles": [{"Ref": f"{function}Access"}], "PolicyDocument": _document(logs(group))}
    return {"Type": "AWS::IAM::Policy", "Properties": properties}


def _queue_event(name: str, queue: str, most: int) -> dict[str, Any]:
    properties = {
        # Chalice's own value is a Fn::Sub as well; under another intrinsic the merge would keep both.
        "Queue": {"Fn::Sub": f"${{{queue}.Arn}}"},
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "ScalingConfig": {"MaximumConcurrency": most},
    }
    return {"Events": {f"{_camel(name)}SqsEventSource": {"Properties": properties}}}


def _gateway_responses() -> dict[str, Any]:
    kinds = ("MISSING_AUTHENTICATION_TOKEN", "DEFAULT_4XX", "DEFAULT_5XX")
    return {"Gateway" + kind.title().replace("_", ""): _gateway_response(kind) for kind in kinds}


def _camel(name: str) -> str:
    return "".join(part.title() for part in name.split("_"))


def _role(statements: list[Statement]) -> dict[str, Any]:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    policies = [{"PolicyName": "access", "PolicyDocument": _document(statements)}]
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": _document([trust]), "Policies": policies}}


def _document(statements: list[Statement]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}


def _gateway_response(kind: str) -> dict[str, Any]:
    headers = {"Strict-Transport-Security": "'max-age=31536000'", "X-Content-Type-Options": "'nosniff'", "Cache-Control": "'no-store'"}
    page = "<!doctype html><html lang=zh-Hant-TW><meta charset=utf-8><title>找不到頁面</title>"
    page += "<p>找不到這個頁面，或服務忙碌中。<a href='/'>回首頁</a></p>"
    properties: dict[str, Any] = {
        "ResponseType": kind,
        "RestApiId": {"Ref": "RestAPI"},
        "ResponseParameters": {f"gatewayresponse.header.{name}": value for name, value in headers.items()},
        "ResponseTemplates": {"text/html": page},
    }
    if kind == "MISSING_AUTHENTICATION_TOKEN":
        properties["StatusCode"] = "404"
    return {"Type": "AWS::ApiGateway::GatewayResponse", "Properties": properties}


def main() -> None:
    shutil.rmtree(OUT, ignore_errors=True)
    BUILD.mkdir(exist_ok=True)
    merge = BUILD / "additions.json"
    merge.write_text(json.dumps(additions(), ensure_ascii=False))
    chalice: list[str | Path] = [Path(sys.executable).with_name("chalice"), "package", "--stage", "production", "--template-format", "json"]
    subprocess.run(
        [*chalice, "--merge-template", merge, OUT],
        cwd=ROOT,
        check=True,
        # Chalice imports app.py to read its routes and handlers, and the stores want the names of their tables.
        env={"AWS_DEFAULT_REGION": "ap-northeast-1", **os.environ, **placeholders(), "PYTHONPATH": str(ROOT)},
    )
    # Chalice keeps what it has packed in the tree; nobody packs it twice.
    shutil.rmtree(ROOT / ".chalice/deployments", ignore_errors=True)
    bundle.rebuild(OUT / "deployment.zip")
    check(OUT)
    check_imports(OUT / "deployment.zip")
    subprocess.run([Path(sys.executable).with_name("cfn-lint"), OUT / "sam.json"], check=True)
    print(f"package: {OUT}")


if __name__ == "__main__":
    main()
