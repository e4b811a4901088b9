"""What a call needs to be allowed: actions on the resources of infra/resources.yaml, as AWS asks for them.

Resources are written by their logical ids: FeesTable, FeesTable/index/by_class, UploadsBucket/imports/….
"""

import os
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote

from infra.local.cloud import name_of, resources


class Need(NamedTuple):
    """`facts` are the keys that a policy's conditions may look at."""

    action: str
    resource: str
    facts: tuple[tuple[str, str], ...] = ()


def needs_of(service: str, operation: str, params: Mapping[str, Any]) -> tuple[Need, ...]:
    """Raises KeyError for a call that nobody has said the needs of yet."""
    return _SERVICES[service](operation, params)


@lru_cache
def logical(name: str) -> str:
    """local-fees-table → FeesTable."""
    return next(each for each in resources() if name_of(each) == name)


def _through(service: str, action: str) -> Need:
    """A table or bucket that lies under DataKey is read and written with the caller's own right to that key."""
    return Need(f"kms:{action}", "DataKey", (("kms:ViaService", f"{service}.{os.environ['AWS_DEFAULT_REGION']}.amazonaws.com"),))


_CHANGES = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


def _dynamodb(operation: str, params: Mapping[str, Any]) -> tuple[Need, ...]:
    if operation == "TransactWriteItems":
        steps = {(_CHANGES[kind], step["TableName"]) for item in params["TransactItems"] for kind, step in item.items()}
        return _of_tables(frozenset(steps))
    if operation in {"BatchGetItem", "BatchWriteItem"}:
        return _of_tables(frozenset((operation, table) for table in params["RequestItems"]))
    index = f"/index/{params['IndexName']}" if "IndexName" in params else ""
    return _of_table(operation, params["TableName"], index)


@lru_cache
def _of_tables(steps: frozenset[tuple[str, str]]) -> tuple[Need, ...]:
    return tuple(need for action, table in sorted(steps) for need in _of_table(action, table, ""))


@lru_cache
def _of_table(action: str, table: str, index: str) -> tuple[Need, ...]:
    return Need(f"dynamodb:{action}", logical(table) + index), _through("dynamodb", "Decrypt")


def _s3(operation: str, params: Mapping[str, Any]) -> tuple[Need, ...]:
    return tuple(_of_objects(operation, params))


def _of_objects(operation: str, params: Mapping[str, Any]) -> Iterable[Need]:
    bucket, key = logical(params["Bucket"]), params.get("Key", "")
    if operation in {"GetObject", "HeadObject"}:
        yield from _reading(bucket, key)
    elif operation == "CopyObject":
        source, _, copied = unquote(params["CopySource"]).partition("/")  # as botocore has written it by now
        yield from _reading(logical(source), copied)
        yield from _writing(bucket, key, params)
    elif operation == "PutObject":
        yield from _writing(bucket, key, params)
        if "ObjectLockMode" in params:
            yield Need("s3:PutObjectRetention", f"{bucket}/{key}")
    elif operation == "DeleteObject":
        yield Need("s3:DeleteObject", f"{bucket}/{key}")
    elif operation == "DeleteObjects":
        for each in params["Delete"]["Objects"]:
            yield Need("s3:DeleteObjectVersion" if "VersionId" in each else "s3:DeleteObject", f"{bucket}/{each['Key']}")
    elif operation == "ListObjectVersions":
        yield Need("s3:ListBucketVersions", bucket)
    else:
        raise KeyError(operation)


def _reading(bucket: str, key: str) -> Iterable[Need]:
    yield Need("s3:GetObject", f"{bucket}/{key}")
    if _under_data_key(bucket):
        yield _through("s3", "Decrypt")


def _writing(bucket: str, key: str, params: Mapping[str, Any]) -> Iterable[Need]:
    """An encryption that the call names takes the place of the bucket's; without a key's id it is S3's own, which no role of ours has."""
    yield Need("s3:PutObject", f"{bucket}/{key}")
    if "ServerSideEncryption" in params:
        yield Need("kms:GenerateDataKey", params.get("SSEKMSKeyId", "aws/s3"))
    elif _under_data_key(bucket):
        yield _through("s3", "GenerateDataKey")


def _under_data_key(bucket: str) -> bool:
    return "DataKey" in str(resources()[bucket]["Properties"]["BucketEncryption"])


def _sqs(operation: str, params: Mapping[str, Any]) -> tuple[Need, ...]:
    queue = logical(params["QueueUrl"].rpartition("/")[2]) if "QueueUrl" in params else logical(params["QueueName"])
    return (Need(f"sqs:{operation.removesuffix('Batch')}", queue),)


def _kms(operation: str, params: Mapping[str, Any]) -> tuple[Need, ...]:
    """A sealed secret brings no key's id, but its purpose; a sealed field brings what it belongs to."""
    purpose = params.get("EncryptionContext", {}).get("purpose", "")
    key = {os.environ["FIELD_KEY_ID"]: "FieldKey", os.environ["SEAL_KEY_ID"]: "SealKey", "": "DataKey"}[params.get("KeyId", "")]
    return (Need(f"kms:{operation}", key, (("kms:EncryptionContext:purpose", purpose),) if key == "DataKey" else ()),)


def _cognito(operation: str, params: Mapping[str, Any]) -> tuple[Need, ...]:
    return (Need(f"cognito-idp:{operation}", "UserPool"),)


def _ses(operation: str, params: Mapping[str, Any]) -> tuple[Need, ...]:
    """A letter that is sent raw needs both, for the sender and for the configuration set that its header names."""
    if operation != "SendEmail" or "Raw" not in params["Content"]:
        raise KeyError(operation)
    actions, parts = ("ses:SendEmail", "ses:SendRawEmail"), ("identity/sender", "configuration-set/MailConfigurationSet")
    return tuple(Need(action, part) for action in actions for part in parts)


_SERVICES: dict[str, Callable[[str, Mapping[str, Any]], tuple[Need, ...]]] = {
    "dynamodb": _dynamodb,
    "s3": _s3,
    "sqs": _sqs,
    "kms": _kms,
    "cognito-idp": _cognito,
    "sesv2": _ses,
}
