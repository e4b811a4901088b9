"""Stands before every client of this process, and answers a function that asks for more than its role allows as AWS does.

`refused` keeps what was refused, since the code may catch a refusal (a message that could not be handed to its queue is left to the sweep).
"""

import logging
from collections.abc import Mapping
from typing import Any

from botocore import handlers
from botocore.exceptions import ClientError
from botocore.signers import generate_presigned_post

from chalicelib.cloud import keys
from infra.local.iam import acting, roles
from infra.local.iam.needs import Need, logical, needs_of

log = logging.getLogger(__name__)
refused: list[str] = []

# The error's code in each service, and the status of its answer.
_DENIED = {"s3": ("AccessDenied", 403), "sqs": ("AccessDenied", 403), "sesv2": ("AccessDeniedException", 403)}
_MISSING = {"NoSuchKey", "404", "NotFound"}


def enforce() -> None:
    """For every client that is made from now on; call it once, before the first one."""
    acting.follow_threads()
    keys.opened = acting.OfFunction()
    handlers.BUILTIN_HANDLERS += [
        ("before-parameter-build", _before),
        ("after-call.s3", _after),
        ("creating-client-class.s3", _sign_as_function, handlers.REGISTER_LAST),
    ]


def _before(params: Mapping[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
    """Also when a URL is signed: whoever has it does what the signer may do."""
    function = acting.current()
    if not function:
        return
    service = model.service_model.service_name
    if service == "s3":
        if model.name == "CreateBucket":  # botocore's way to ask for the address that a form posts to
            return
        context["asked_by"] = function, params["Bucket"]
    for need in needs_of(service, model.name, params):
        if not roles.allows(function, need):
            raise _denial(service, model.name, function, need)


def _denial(service: str, operation: str, function: str, need: Need) -> ClientError:
    code, status = _DENIED.get(service, ("AccessDeniedException", 400))
    text = f"{function} is not authorized to perform {need.action} on {need.resource} {dict(need.facts) or ''}".rstrip()
    refused.append(text)
    log.error("%s (infra/deploy/policies.py)", text)
    metadata: Any = {"HTTPStatusCode": status, "HTTPHeaders": {}, "RequestId": "", "RetryAttempts": 0}
    return ClientError({"Error": {"Code": code, "Message": text}, "ResponseMetadata": metadata}, operation)


def _after(http_response: Any, parsed: dict[str, Any], model: Any, context: Mapping[str, Any], **_: Any) -> None:
    """Who may not list a bucket is not told that an object is missing: S3 says 403."""
    if "asked_by" not in context or parsed.get("Error", {}).get("Code") not in _MISSING:
        return
    function, bucket = context["asked_by"]
    if not roles.allows(function, Need("s3:ListBucket", logical(bucket))):
        parsed["Error"] = {"Code": "403" if model.name == "HeadObject" else "AccessDenied", "Message": "Access Denied"}
        parsed["ResponseMetadata"]["HTTPStatusCode"] = http_response.status_code = 403


def _sign_as_function(class_attributes: dict[str, Any], **_: Any) -> None:
    """A form for an upload is signed without a call; what it lets a browser do is asked for here."""

    def sign(client: Any, bucket: str, key: str, **more: Any) -> Any:
        _before({"Bucket": bucket, "Key": key}, client.meta.service_model.operation_model("PutObject"), {})
        return generate_presigned_post(client, bucket, key, **more)

    class_attributes["generate_presigned_post"] = sign
