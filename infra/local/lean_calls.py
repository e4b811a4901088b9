"""The way from botocore into moto without what every call repeats and nobody looks at. What is answered stays the same.

Each call is signed, though moto reads no signature; a hundred and fifty patterns are tried until one fits the address; and the answer
gets a random number of 52 letters. That is a third of what a call costs. A queue asks for the time twice for each message that it holds,
by way of three dates. Objects, mails and links for a browser go the whole way, and so
does all that goes to another engine than moto.
"""

import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from botocore.signers import RequestSigner
from moto.backend_index import backend_url_patterns
from moto.backends import get_backend
from moto.core import responses
from moto.core.base_backend import BackendDict
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.request import normalize_request
from moto.core.utils import camelcase_to_underscores
from moto.sqs import models as sqs_models
from moto.utilities import aws_headers
from werkzeug.exceptions import HTTPException

Answer = tuple[int, Any, Any]
_whole_sign = RequestSigner.sign
_whole_process = BotocoreStubber.process_request
_ACCOUNT = "123456789012"
# Whose calls all go to one address, and say in a header what they want.
_SHORT = re.compile(r"https://(dynamodb|sqs|cognito-idp|kms)\.[\w-]+\.amazonaws\.com/")


def install() -> None:
    """Puts the lean ways in place of the libraries' own, in this process."""
    lean: list[tuple[Any, str, Any]] = [
        (RequestSigner, "sign", _sign),
        (BotocoreStubber, "process_request", _process),
        (aws_headers, "gen_amzn_requestid_long", _number),
        (sqs_models, "unix_time_millis", _milliseconds),
        (responses, "camelcase_to_underscores", lru_cache(camelcase_to_underscores)),
    ]
    for owner, name, way in lean:
        setattr(owner, name, way)


def _sign(signer: RequestSigner, operation: str, request: Any, *args: Any, **named: Any) -> None:
    if _SHORT.fullmatch(request.url):
        # All that moto reads of it: the region.
        request.headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential=testing/20260101/{signer.region_name}/local/aws4_request"
    else:
        _whole_sign(signer, operation, request, *args, **named)


def _process(stubber: BotocoreStubber, request: Any) -> Answer | None:
    """moto's own where the address has a path, as objects and mails have: those are told apart by more than their host."""
    way = _way_of(request.url) if _SHORT.fullmatch(request.url) else None
    if way is None:
        whole: Answer | None = _whole_process(stubber, request)
        return whole
    known = normalize_request(request)
    try:
        return way(known, known.raw_url, known.headers)
    except HTTPException as error:
        return int(error.code or 500), error.get_headers(), error.get_body()


@lru_cache
def _way_of(url: str) -> Callable[..., Answer] | None:
    """As moto looks for it: the first service whose pattern fits, and of its ways the first that fits."""
    service = next((name for name, pattern in backend_url_patterns if pattern.match(url)), "")
    backends: Any = get_backend(service) if service else {}  # type: ignore[call-overload]
    if not isinstance(backends, BackendDict):
        return None
    regions = backends[_ACCOUNT]
    urls = regions["us-east-1" if "us-east-1" in regions else "aws"].urls
    found: Callable[..., Answer] | None = next((way for pattern, way in urls.items() if re.match(pattern, url)), None)
    return found


def _milliseconds() -> float:
    return time.time() * 1000


def _number(headers: dict[str, Any] | None = None) -> str:
    if headers is not None:
        headers["x-amzn-requestid"] = "LOCAL"
    return "LOCAL"
