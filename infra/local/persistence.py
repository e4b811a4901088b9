"""What moto would forget over a restart: documents, accounts, mails, and the key of the seal. DynamoDB Local keeps the tables by itself.

Only for the rehearsal on one machine: passwords and the private key lie in files that only their owner may read.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
from cryptography.hazmat.primitives import serialization
from moto.backends import get_backend
from moto.ses.models import RawMessage

from infra.local.cloud import name_of
from infra.local.home import write

ACCOUNT = "123456789012"
_PLAIN = ("ContentType", "ContentDisposition", "Metadata")


def save(folder: Path, environment: dict[str, str]) -> None:
    """Writes everything anew; `environment` as cloud.create answered it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    _write(folder / "documents.json", list(_documents()))
    _write(folder / "accounts.json", list(_accounts(environment["USER_POOL_ID"])))
    _write(folder / "mails.json", [vars(mail) for mail in _sent_mails()])
    key = _seal_key(environment["SEAL_KEY_ID"])
    pem = key.private_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _write(folder / "seal.json", pem.decode())


def restore(folder: Path, environment: dict[str, str]) -> None:
    """Puts back what was saved; at the first start there is nothing yet."""
    if not (folder / "seal.json").exists():
        return
    pem = json.loads((folder / "seal.json").read_text()).encode()
    _seal_key(environment["SEAL_KEY_ID"]).private_key = serialization.load_pem_private_key(pem, None)
    s3, cognito, pool = boto3.client("s3"), boto3.client("cognito-idp"), environment["USER_POOL_ID"]
    for document in json.loads((folder / "documents.json").read_text()):
        body = base64.b64decode(document.pop("Body"))
        s3.put_object(Bucket=name_of("DocumentsBucket"), Body=body, **document)
    for account in json.loads((folder / "accounts.json").read_text()):
        name = account["Username"]
        cognito.admin_create_user(UserPoolId=pool, Username=name, UserAttributes=account["Attributes"], MessageAction="SUPPRESS")
        cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=account["Password"], Permanent=account["Settled"])
        for group in account["Groups"]:
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=group)
        if not account["Enabled"]:
            cognito.admin_disable_user(UserPoolId=pool, Username=name)
    for mail in json.loads((folder / "mails.json").read_text()):
        _sent_mails().append(RawMessage(mail["id"], mail["source"], mail["destinations"], mail["raw_data"]))


def _documents() -> Iterator[dict[str, Any]]:
    s3, bucket = boto3.client("s3"), name_of("DocumentsBucket")
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for each in page.get("Contents", []):
            found = s3.get_object(Bucket=bucket, Key=each["Key"])
            plain = {name: found[name] for name in _PLAIN if found.get(name)}
            yield {"Key": each["Key"], "Body": base64.b64encode(found["Body"].read()).decode(), **plain}


def _accounts(pool: str) -> Iterator[dict[str, Any]]:
    """The password is what moto alone would not tell by API."""
    cognito = boto3.client("cognito-idp")
    known = get_backend("cognito-idp")[ACCOUNT][cognito.meta.region_name].user_pools[pool].users
    for page in cognito.get_paginator("list_users").paginate(UserPoolId=pool):
        for each in page["Users"]:
            groups = cognito.admin_list_groups_for_user(UserPoolId=pool, Username=each["Username"])["Groups"]
            user = next(user for user in known.values() if user.username == each["Username"])
            yield {
                "Username": each["Username"],
                "Attributes": [attribute for attribute in each["Attributes"] if attribute["Name"] != "sub"],
                "Groups": [group["GroupName"] for group in groups],
                "Password": user.password,
                "Settled": each["UserStatus"] == "CONFIRMED",
                "Enabled": each["Enabled"],
            }


def _seal_key(key_id: str) -> Any:
    """moto's holder of the key pair: its `private_key` is what may be replaced."""
    return get_backend("kms")[ACCOUNT][boto3.client("kms").meta.region_name].keys[key_id].private_key


def _sent_mails() -> list[RawMessage]:
    """moto's own list: the mailbox shows it."""
    sent: list[RawMessage] = get_backend("ses")[ACCOUNT][boto3.client("ses").meta.region_name].sent_messages
    return sent


def _write(path: Path, data: Any) -> None:
    write(path, json.dumps(data, ensure_ascii=False))
