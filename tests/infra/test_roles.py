"""IAM as it is played here (infra/local/iam): who may do what, and what a function hears that asks for more."""

import threading
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from app import app
from chalicelib.cloud import files
from chalicelib.errors import NotFound, Unavailable
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.store import OutboxItem
from chalicelib.settings import settings
from infra.deploy.grants import objects, through
from infra.deploy.policies import NOT_CALLED, ROLES
from infra.local.cloud import name_of
from infra.local.iam import guard, roles
from infra.local.iam.acting import acting, current
from infra.local.iam.needs import Need
from tests.support import roles_used


@pytest.fixture
def refused() -> Any:
    """What was refused up to now; looked at and forgiven."""
    yield guard.refused
    guard.refused.clear()


def code_of(error: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    return error.value.response["Error"]["Code"], error.value.response["ResponseMetadata"]["HTTPStatusCode"]


def test_each_function_has_a_role() -> None:
    """One for each queue, schedule and the gateway, and none for what is no function."""
    assert set(ROLES) == {"http", *app.handler_map} - {"site"}


def test_no_role_says_all() -> None:
    """Each action is named; nothing may be deleted from a table, no table is scanned, no role or key is changed."""
    actions = {action for statements in ROLES.values() for statement in statements for action in statement["Action"]}
    assert not [action for action in actions if "*" in action]
    assert not actions & {
        "dynamodb:DeleteItem",
        "dynamodb:Scan",
        "kms:PutKeyPolicy",
        "s3:BypassGovernanceRetention",
    }
    assert {action.partition(":")[0] for action in actions} == {"dynamodb", "s3", "sqs", "ses", "kms", "cognito-idp"}
    assert actions >= set(NOT_CALLED)


@pytest.mark.parametrize("function", [name for name in ROLES if name != "work"])
def test_only_the_worker_opens_what_is_sealed(function: str) -> None:
    """ID numbers and accounts, the seal, and what people uploaded; what anybody sends to be verified is looked at apart from all that."""
    granted = {(each.action, each.resource.partition("/")[0]) for each in roles.permissions(function)}
    assert not granted & {("kms:Decrypt", "FieldKey"), ("kms:Sign", "SealKey")}
    read = {each.resource for each in roles.permissions(function) if (each.action, each.resource[:7]) == ("s3:GetObject", "Uploads")}
    assert all(resource.endswith("-ready/*") for resource in read - {"UploadsBucket/verify/*"})
    assert "UploadsBucket/verify/*" not in read or function == "public_files"


def test_ballots_are_for_those_who_vote_and_count() -> None:
    """Pages write and show them, the worker lists them, one function deletes them in the end, and no other can see one."""
    found = {each.function for name in ROLES for each in roles.permissions(name) if each.resource == "BallotsTable"}
    assert found == {"http", "work", "clean"}


def test_more_than_the_role_allows_is_refused_as_aws_refuses_it(refused: list[str]) -> None:
    """With the service's own error, whatever client is asked; and it is noted."""
    with acting("uploads"):
        with pytest.raises(ClientError) as of_s3:
            boto3.client("s3").get_object(Bucket=name_of("UploadsBucket"), Key="imports/a/b")
        with pytest.raises(ClientError) as of_keys:
            boto3.client("kms").decrypt(CiphertextBlob=b"x", EncryptionContext={"purpose": "id-hash"})
        with pytest.raises(Unavailable):
            OutboxItem.find("a", "message")
    assert (code_of(of_s3), code_of(of_keys)) == (("AccessDenied", 403), ("AccessDeniedException", 400))
    wanted = ["s3:GetObject on UploadsBucket/imports/a/b", "kms:Decrypt on DataKey", "dynamodb:GetItem on OutboxTable"]
    assert all(want in text for want, text in zip(wanted, refused, strict=True))


def test_a_refusal_that_is_caught_is_noted(refused: list[str], now: Any) -> None:
    """A delivery that fails is left to the sweep; that the role lacked the queue is not lost with it."""
    with acting("uploads"):
        outbox.announce([Message("test", {}, queue="mail", id="m1")], now)
    assert [text.partition(" {")[0] for text in refused] == ["uploads is not authorized to perform sqs:SendMessage on MailQueue"]


def test_what_is_signed_is_asked_for(refused: list[str]) -> None:
    """An upload's form and a URL let a browser do what the signer may do."""
    with acting("http"):
        assert files.upload_form("imports/a/b", largest=1, return_to="/").url
        with pytest.raises(ClientError):
            boto3.client("s3").generate_presigned_post(name_of("UploadsBucket"), "bank-ready/a")
        with pytest.raises(ClientError):
            files.passing_url("hours/a", "a.csv")
    assert len(refused) == 2


def test_another_key_than_the_bucket_s_is_refused(refused: list[str]) -> None:
    """An encryption without a key's id would be S3's own, whatever the bucket says."""
    place = {"Bucket": name_of("DocumentsBucket"), "Key": "exports/a/b.pdf", "Body": b"PDF"}
    with acting("work"):
        boto3.client("s3").put_object(**place)
        with pytest.raises(ClientError):
            boto3.client("s3").put_object(**place, ServerSideEncryption="aws:kms")
    assert refused == ["work is not authorized to perform kms:GenerateDataKey on aws/s3"]


def test_each_step_of_a_transaction_is_asked_for(refused: list[str]) -> None:
    """By the action it would be alone."""
    steps = [{"ConditionCheck": {"TableName": settings().outbox_table, "Key": {"pk": {"S": "a"}}, "ConditionExpression": "x"}}]
    with acting("http"), pytest.raises(ClientError):
        boto3.client("dynamodb").transact_write_items(TransactItems=steps)
    assert refused == ["http is not authorized to perform dynamodb:ConditionCheckItem on OutboxTable"]


def test_a_thread_of_a_function_is_the_function() -> None:
    """Threads that a function starts have its role; those of others have none."""
    found: list[str] = []
    with acting("work"):
        inside = threading.Thread(target=lambda: found.append(current()))
        inside.start()
    outside = threading.Thread(target=lambda: found.append(current()))
    outside.start()
    inside.join()
    outside.join()
    assert sorted(found) == ["", "work"]


def test_a_missing_object_is_told_to_who_may_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another hears 403, as if the object were there and closed: S3 does not say which."""
    monkeypatch.setitem(ROLES, "reader", [objects("DocumentsBucket", "GetObject", "exports"), through("s3", "Decrypt")])
    s3, place = boto3.client("s3"), {"Bucket": name_of("DocumentsBucket"), "Key": "exports/none"}
    with acting("reader"):
        with pytest.raises(ClientError) as read:
            s3.get_object(**place)
        with pytest.raises(ClientError) as looked:
            s3.head_object(**place)
    assert (code_of(read), code_of(looked)) == (("AccessDenied", 403), ("403", 403))
    with acting("http"), pytest.raises(NotFound):
        files.read("exports/none")


def test_a_statement_that_is_not_understood_is_no_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of policy that is not played here stops the tests, and is not read as something else."""
    monkeypatch.setitem(ROLES, "odd", [{"Effect": "Deny", "Action": ["s3:GetObject"], "Resource": []}])
    with pytest.raises(ValueError, match="Deny"):
        roles.allows("odd", Need("s3:GetObject", "DocumentsBucket/a"))


def test_what_no_test_uses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the end of the whole suite (tests/support/roles_used.py)."""
    monkeypatch.setitem(ROLES, "idle", [objects("DocumentsBucket", "GetObject", "exports seal")])
    roles.allows("idle", Need("s3:GetObject", "DocumentsBucket/seal/certificate.pem"))
    assert [each.resource for each in roles_used.unused() if each.function == "idle"] == ["DocumentsBucket/exports/*"]
