"""The local cloud: what infra/resources.yaml defines, made by API on any engine that speaks AWS's protocols.

Pools, keys and secrets are made by API too, since no emulator makes them well from a template.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from functools import lru_cache
from pathlib import Path
from typing import Any

import boto3
import yaml
from moto.backends import get_backend

from chalicelib.centre import centre
from infra.local import tokens
from infra.setup import seal_certificate

RESOURCES = Path(__file__).parents[1] / "resources.yaml"
PREFIX = "local"
# A clock that was set back for a rehearsal still finds the certificate valid.
REHEARSAL = timedelta(days=365)


@lru_cache
def resources() -> dict[str, Any]:
    """Logical id → resource, as the template has them; read once."""
    return dict(yaml.load(RESOURCES.read_text(), yaml.CSafeLoader)["Resources"])


def of_type(kind: str) -> dict[str, Any]:
    return {name: resource["Properties"] for name, resource in resources().items() if resource["Type"] == kind}


def name_of(logical: str) -> str:
    """PeopleTable → local-people-table."""
    return PREFIX + "".join("-" + c.lower() if c.isupper() else c for c in logical)


class SchemaChanged(SystemExit):
    """A table that was kept is not what the template says by now."""


def make_tables() -> None:
    """Every table with its indexes; those that stand already (DynamoDB Local keeps them) must be as the template says, or SchemaChanged."""
    dynamodb = boto3.Session().client("dynamodb")  # a session of its own: tests change credentials, and the default one remembers
    standing = set(dynamodb.list_tables()["TableNames"])
    wanted = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
    changed = []
    for logical, properties in of_type("AWS::DynamoDB::Table").items():
        if name_of(logical) not in standing:
            dynamodb.create_table(TableName=name_of(logical), **{key: properties[key] for key in wanted if key in properties})
        elif _shape(properties) != _shape(dynamodb.describe_table(TableName=name_of(logical))["Table"]):
            changed.append(logical)
    if changed:
        raise SchemaChanged(
            f"資料表 {', '.join(changed)} 的鍵或索引與 infra/resources.yaml 不同了。以 make run FRESH=1 重新開始（保留的資料會清除）。"
        )


def _shape(table: Mapping[str, Any]) -> list[Any]:
    """Keys, and each index with its keys and what it carries, of a table in the template or in DynamoDB's answer."""
    indexes = [(each["IndexName"], each["KeySchema"], _carried(each["Projection"])) for each in table.get("GlobalSecondaryIndexes", [])]
    return [table["KeySchema"], sorted(indexes, key=lambda index: str(index[0]))]


def _carried(projection: Mapping[str, Any]) -> tuple[str, list[str]]:
    return projection["ProjectionType"], sorted(projection.get("NonKeyAttributes", []))


def make_queues() -> dict[str, str]:
    """Logical id → URL. The dead-letter queue first, since the others point to it."""
    sqs = boto3.client("sqs")
    urls: dict[str, str] = {}
    for logical, properties in sorted(of_type("AWS::SQS::Queue").items(), key=lambda pair: "RedrivePolicy" in pair[1]):
        attributes = {"VisibilityTimeout": str(properties.get("VisibilityTimeout", 30))}
        if "RedrivePolicy" in properties:
            dead = sqs.get_queue_attributes(QueueUrl=urls["DeadLetterQueue"], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
            policy = {"deadLetterTargetArn": dead, "maxReceiveCount": properties["RedrivePolicy"]["maxReceiveCount"]}
            attributes["RedrivePolicy"] = json.dumps(policy)
        urls[logical] = sqs.create_queue(QueueName=name_of(logical), Attributes=attributes)["QueueUrl"]
    return urls


def make_data_key() -> str:
    """The key under which documents and our secrets lie; returns its id."""
    return str(boto3.client("kms").create_key(Description="training-centre")["KeyMetadata"]["KeyId"])


def make_buckets(queue_urls: Mapping[str, str], data_key: str) -> None:
    """Both buckets with their encryption; an upload tells the queue that the template names for it."""
    s3, sqs = boto3.client("s3"), boto3.client("sqs")
    region = {"LocationConstraint": s3.meta.region_name}
    for logical, properties in of_type("AWS::S3::Bucket").items():
        locked = properties.get("ObjectLockEnabled", False)
        s3.create_bucket(Bucket=name_of(logical), CreateBucketConfiguration=region, ObjectLockEnabledForBucket=locked)
        s3.put_bucket_encryption(Bucket=name_of(logical), ServerSideEncryptionConfiguration=_encryption(properties, data_key))
    told = of_type("AWS::S3::Bucket")["UploadsBucket"]["NotificationConfiguration"]["QueueConfigurations"]
    queues = {each["Queue"]["Fn::GetAtt"][0] for each in told}
    arns = {
        name: sqs.get_queue_attributes(QueueUrl=queue_urls[name], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"] for name in queues
    }
    configuration = [
        {"QueueArn": arns[each["Queue"]["Fn::GetAtt"][0]], "Events": [each["Event"]], "Filter": {"Key": {"FilterRules": _rules(each)}}}
        for each in told
    ]
    s3.put_bucket_notification_configuration(
        Bucket=name_of("UploadsBucket"), NotificationConfiguration={"QueueConfigurations": configuration}
    )
    for name in queues:
        sqs.purge_queue(QueueUrl=queue_urls[name])  # S3's own test event


def _encryption(properties: Mapping[str, Any], data_key: str) -> dict[str, Any]:
    """The bucket's rule, with the local key where the template names DataKey."""
    (rule,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    default = {**rule["ServerSideEncryptionByDefault"]}
    if "KMSMasterKeyID" in default:
        default["KMSMasterKeyID"] = data_key
    own = {"BucketKeyEnabled": rule["BucketKeyEnabled"]} if "BucketKeyEnabled" in rule else {}
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": default, **own}]}


def _rules(configuration: Mapping[str, Any]) -> list[dict[str, str]]:
    rules: list[dict[str, str]] = configuration.get("Filter", {}).get("S3Key", {}).get("Rules", [])
    return rules


def make_secrets(key_id: str, kept: Path | None = None) -> dict[str, str]:
    """Our two secrets, sealed by this key. With `kept`, their plaintext is remembered there, so that kept tables fit them later."""
    kms = boto3.client("kms")
    known = json.loads(kept.read_text()) if kept and kept.exists() else {}
    plain = {purpose: known.get(purpose) or secrets.token_hex(32) for purpose in ("session", "id-hash")}
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({**known, **plain}))
        kept.chmod(0o600)
    sealed = {
        purpose: kms.encrypt(KeyId=key_id, Plaintext=bytes.fromhex(value), EncryptionContext={"purpose": purpose})["CiphertextBlob"]
        for purpose, value in plain.items()
    }
    return {
        "SESSION_KEY_CIPHERTEXT": base64.b64encode(sealed["session"]).decode(),
        "ID_HASH_KEY_CIPHERTEXT": base64.b64encode(sealed["id-hash"]).decode(),
    }


def make_seal() -> str:
    """The key of the seal, and its certificate in the documents bucket; returns the key's id."""
    kms = boto3.client("kms")
    key_id = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]

    def sign(message: bytes) -> bytes:
        answer = kms.sign(KeyId=key_id, Message=message, MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256")
        return bytes(answer["Signature"])

    put_certificate(seal_certificate.self_signed(kms.get_public_key(KeyId=key_id)["PublicKey"], sign, datetime.now(UTC) - REHEARSAL))
    return str(key_id)


def make_field_key(kept: Path | None = None) -> str:
    """The key that seals fields; returns its id. With `kept`, id and material are remembered, so that kept tables can be opened again."""
    kms = boto3.client("kms")
    key_id = str(kms.create_key(Description="fields")["KeyMetadata"]["KeyId"])
    if kept is None:
        return key_id
    keys = get_backend("kms")["123456789012"][kms.meta.region_name].keys
    known = json.loads(kept.read_text())
    if "field" not in known:
        known["field"] = {"id": key_id, "material": keys[key_id].key_material.hex()}
        kept.write_text(json.dumps(known))
    key = keys.pop(key_id)
    key.id, key.key_material = known["field"]["id"], bytes.fromhex(known["field"]["material"])
    keys[key.id] = key
    return str(key.id)


def put_certificate(pem: bytes) -> None:
    boto3.client("s3").put_object(Bucket=name_of("DocumentsBucket"), Key=seal_certificate.PLACE, Body=pem)


def make_pool() -> dict[str, str]:
    """User pool, client and one group per role."""
    cognito = boto3.client("cognito-idp")
    properties = of_type("AWS::Cognito::UserPool")["UserPool"]
    pool = cognito.create_user_pool(PoolName=PREFIX, Policies=properties["Policies"], Schema=properties["Schema"])["UserPool"]["Id"]
    flows = of_type("AWS::Cognito::UserPoolClient")["UserPoolClient"]["ExplicitAuthFlows"]
    made = cognito.create_user_pool_client(UserPoolId=pool, ClientName=PREFIX, ExplicitAuthFlows=flows)
    for group in of_type("AWS::Cognito::UserPoolGroup").values():
        cognito.create_group(UserPoolId=pool, GroupName=group["GroupName"])
    return {"USER_POOL_ID": pool, "USER_POOL_CLIENT_ID": made["UserPoolClient"]["ClientId"]}


def create(*, base_url: str, uploads_origin: str, issuer: str, jwks_url: str, kept_keys: Path | None = None) -> dict[str, str]:
    """Makes everything; returns the environment that chalicelib/settings.py reads."""
    make_tables()
    urls = make_queues()
    data_key = make_data_key()
    make_buckets(urls, data_key)
    boto3.client("sesv2").create_email_identity(EmailIdentity="training.example")
    boto3.client("ses").verify_email_identity(EmailAddress="noreply@training.example")
    return {
        "STAGE": "local",
        "BASE_URL": base_url,
        "PEOPLE_TABLE": name_of("PeopleTable"),
        "CLASSES_TABLE": name_of("ClassesTable"),
        "ATTENDANCE_TABLE": name_of("AttendanceTable"),
        "LICENCES_TABLE": name_of("LicencesTable"),
        "LEAVE_TABLE": name_of("LeaveTable"),
        "PORTAL_TABLE": name_of("PortalTable"),
        "SURVEYS_TABLE": name_of("SurveysTable"),
        "POLLS_TABLE": name_of("PollsTable"),
        "BALLOTS_TABLE": name_of("BallotsTable"),
        "FEES_TABLE": name_of("FeesTable"),
        "PAYMENTS_TABLE": name_of("PaymentsTable"),
        "OUTBOX_TABLE": name_of("OutboxTable"),
        "UPLOADS_BUCKET": name_of("UploadsBucket"),
        "UPLOADS_ORIGIN": uploads_origin,
        "DOCUMENTS_BUCKET": name_of("DocumentsBucket"),
        "WORK_QUEUE_URL": urls["WorkQueue"],
        "MAIL_QUEUE_URL": urls["MailQueue"],
        "DEAD_LETTER_QUEUE_URL": urls["DeadLetterQueue"],
        "MAIL_FROM": f"{centre().name} <noreply@training.example>",
        "MAIL_CONFIGURATION_SET": PREFIX,
        "PAYER_BANK_CODE": "0122009",
        "PAYER_ACCOUNT": "80041234567890",
        "TAIPEIPASS_ISSUER": issuer,
        "TAIPEIPASS_JWKS_URL": jwks_url,
        "SEAL_KEY_ID": make_seal(),
        **make_secrets(data_key, kept_keys),
        "FIELD_KEY_ID": make_field_key(kept_keys),
        **make_pool(),
    }


def empty() -> None:
    """Forgets all that moto holds in tables, queues, buckets, mailbox and pool, but keeps the things themselves."""
    account, region = "123456789012", os.environ["AWS_DEFAULT_REGION"]
    for table in get_backend("dynamodb")[account][region].tables.values():
        table.items.clear()
    tokens.done.clear()
    for queue in get_backend("sqs")[account][region].queues.values():
        queue._messages.clear()
        queue.pending_messages.clear()
        queue.deleted_messages.clear()
    buckets = get_backend("s3")[account]["aws"].buckets
    certificate = buckets[name_of("DocumentsBucket")].keys[seal_certificate.PLACE]
    for bucket in buckets.values():
        bucket.keys.clear()
    buckets[name_of("DocumentsBucket")].keys[seal_certificate.PLACE] = certificate
    for pool in get_backend("cognito-idp")[account][region].user_pools.values():
        pool.users.clear()
        for group in pool.groups.values():
            group.users.clear()
    get_backend("ses")[account][region].sent_messages.clear()
    get_backend("sesv2")[account][region].core_backend.sent_messages.clear()


def sent_mail() -> list[EmailMessage]:
    """Every letter handed to SES, oldest first."""
    account, region = "123456789012", os.environ["AWS_DEFAULT_REGION"]
    raw = [message.raw_data for message in get_backend("ses")[account][region].sent_messages]
    return [message_from_string(each, policy=default) for each in raw]
