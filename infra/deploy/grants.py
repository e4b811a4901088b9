"""The words of infra/deploy/policies.py: each makes statements of an IAM policy, as the template takes them."""

from collections.abc import Mapping
from typing import Any

Statement = dict[str, Any]


def allow(actions: str, *resources: Mapping[str, Any], only: Statement | None = None) -> Statement:
    """`actions` as "sqs: SendMessage", several with spaces between; `only` is a condition."""
    service, _, names = actions.partition(":")
    statement: Statement = {"Effect": "Allow", "Action": [f"{service}:{name}" for name in names.split()], "Resource": list(resources)}
    return {**statement, "Condition": only} if only else statement


def arn(logical: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [logical, "Arn"]}


def _within(logical: str, path: str) -> dict[str, Any]:
    return {"Fn::Sub": f"${{{logical}.Arn}}/{path}"}


def tables(**granted: str) -> list[Statement]:
    """Table → what is called on it, and behind a stroke the indexes that are asked: ClassesTable="GetItem Query | by_calendar"."""
    alike: dict[str, list[dict[str, Any]]] = {}
    indexes: list[dict[str, Any]] = []
    for table, said in granted.items():
        actions, _, names = said.partition("|")
        if actions.strip():
            alike.setdefault(" ".join(sorted(actions.split())), []).append(arn(table))
        indexes += [_within(table, f"index/{name}") for name in names.split()]
    found = [allow(f"dynamodb:{actions}", *those) for actions, those in alike.items()]
    # A table lies under DataKey, and whoever reads or writes it needs a right to that key, through DynamoDB.
    return [*found, *([allow("dynamodb:Query", *indexes)] if indexes else []), through("dynamodb", "Decrypt")]


def objects(bucket: str, actions: str, folders: str) -> Statement:
    """In these folders of the bucket, which are the first parts of its keys."""
    return allow(f"s3:{actions}", *(_within(bucket, f"{folder}/*") for folder in folders.split()))


def through(service: str, actions: str) -> Statement:
    """The use of DataKey by this service in our name, and no other use of it."""
    return allow(f"kms:{actions}", arn("DataKey"), only={"StringLike": {"kms:ViaService": [f"{service}.*.amazonaws.com"]}})


def secrets(*purposes: str) -> Statement:
    """Opening these of our own secrets (chalicelib/cloud/keys.py)."""
    return allow("kms:Decrypt", arn("DataKey"), only={"StringEquals": {"kms:EncryptionContext:purpose": list(purposes)}})


def sends_to(*queues: str) -> Statement:
    return allow("sqs:SendMessage", *(arn(queue) for queue in queues))


def fed_from(queue: str) -> Statement:
    """Lambda itself takes the messages out of the queue, in the name of the function's role."""
    return allow("sqs:ReceiveMessage DeleteMessage GetQueueAttributes", arn(queue))


def mails() -> Statement:
    """Who sends is a parameter of the stack, so any identity of the account; the configuration set is ours."""
    ours = "arn:${AWS::Partition}:ses:*:${AWS::AccountId}"
    return allow(
        "ses:SendEmail SendRawEmail",
        {"Fn::Sub": f"{ours}:identity/*"},
        {"Fn::Sub": f"{ours}:configuration-set/${{MailConfigurationSet}}"},
    )


def logs(group: str) -> list[Statement]:
    """Into the function's own log group, which the template makes."""
    return [allow("logs:CreateLogStream PutLogEvents", arn(group))]
