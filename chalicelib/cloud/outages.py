"""Whose fault an error is: a service that did not answer, or we. What waits for a service needs no person and uses up no tries."""

from collections.abc import Iterator

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection

from chalicelib.errors import TooMany, Unavailable

# How AWS's services say "later"; the last three are SES's, for an account that may not send for now.
_LATER = frozenset(
    {
        "InternalError", "InternalFailure", "InternalServerError", "KMSInternalException", "LimitExceededException",
        "PriorRequestNotComplete", "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
        "RequestThrottledException", "RequestTimeout",
        "ServiceUnavailable", "SlowDown", "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException",
        "TransactionInProgressException", "AccountSendingPausedException", "AccountSuspendedException", "SendingPausedException",
    }
)  # fmt: skip
_SERVER_ERROR = 500


class MailUnanswered(Unavailable):
    """The letter was handed over, and the answer did not come: it may have been taken."""

    message = "郵件服務沒有回覆，信可能已經寄出。請先確認收件人是否收到，再決定要不要重新送出。"


class MailNotTaken(Unavailable):
    """The mail service said later, broke, or refused us; why stands in what it was raised from."""

    message = "郵件服務暫時不收信，這封信還沒有寄出。"


def is_unclear(error: BaseException) -> bool:
    """Whether something may have happened that cannot be taken back, and nobody can say."""
    return isinstance(error, MailUnanswered)


def is_outage(error: BaseException) -> bool:
    """Whether trying later is all that can be done: no answer, a throttle, a fault of theirs. A refusal is our own fault.

    The innermost error decides: our own `Unavailable` also stands for a write that DynamoDB refuses, which no waiting mends.
    """
    for each in _causes(error):
        if isinstance(each, ClientError):
            return _later(each)
        # Sockets' errors and those of a time-stamp service name no file.
        if isinstance(each, (HTTPClientError, NoConnection)) or (isinstance(each, OSError) and each.filename is None):
            return True
    return isinstance(error, (Unavailable, TooMany))


def _later(error: ClientError) -> bool:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= _SERVER_ERROR or error.response.get("Error", {}).get("Code") in _LATER


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it was raised from."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__
