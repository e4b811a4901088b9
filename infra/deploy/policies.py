"""What each function may do, and nothing else. Chalice's own guess is off: it reads only app.py."""

from typing import Any

TABLES = (
    "PeopleTable",
    "ClassesTable",
    "AttendanceTable",
    "LicencesTable",
    "LeaveTable",
    "PortalTable",
    "SurveysTable",
    "PollsTable",
    "BallotsTable",
    "FeesTable",
    "PaymentsTable",
    "OutboxTable",
)


def _allow(actions: list[str], *resources: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": list(resources)}


def _arn(logical: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [logical, "Arn"]}


def _inside(logical: str) -> dict[str, Any]:
    return {"Fn::Sub": f"${{{logical}.Arn}}/*"}


_LOGS = _allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], {"Fn::Sub": "arn:${AWS::Partition}:logs:*:*:*"})
_READ_WRITE = [
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:Query",
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
]
# Items end by themselves, or by the function `clean`.
_DATA = _allow([*_READ_WRITE, "dynamodb:ConditionCheckItem"], *(r for t in TABLES for r in (_arn(t), {"Fn::Sub": f"${{{t}.Arn}}/index/*"})))
_KEY = _allow(["kms:Decrypt", "kms:GenerateDataKey"], _arn("DataKey"))
_SEAL = _allow(["kms:Sign"], _arn("SealKey"))
# ID numbers and accounts: pages seal what was typed, only workers open it again.
_SEAL_FIELDS = _allow(["kms:GenerateDataKey"], _arn("FieldKey"))
_OPEN_FIELDS = _allow(["kms:Decrypt"], _arn("FieldKey"))
_SEND = _allow(["sqs:SendMessage"], _arn("WorkQueue"), _arn("MailQueue"))
# A message that failed for good leaves a note where the alarm is.
_RING = _allow(["sqs:SendMessage"], _arn("DeadLetterQueue"))
_ACCOUNTS = _allow(
    [
        "cognito-idp:AdminInitiateAuth",
        "cognito-idp:AdminRespondToAuthChallenge",
        "cognito-idp:AdminCreateUser",
        "cognito-idp:AdminGetUser",
        "cognito-idp:AdminSetUserPassword",
        "cognito-idp:AdminUpdateUserAttributes",
        "cognito-idp:AdminEnableUser",
        "cognito-idp:AdminDisableUser",
        "cognito-idp:AdminAddUserToGroup",
        "cognito-idp:AdminRemoveUserFromGroup",
        "cognito-idp:AdminListGroupsForUser",
        "cognito-idp:ListUsers",
        "cognito-idp:ListUsersInGroup",
    ],
    _arn("UserPool"),
)
_WHO = _allow(["cognito-idp:AdminGetUser", "cognito-idp:AdminListGroupsForUser", "cognito-idp:ListUsersInGroup"], _arn("UserPool"))
_UPLOAD = _allow(["s3:PutObject", "s3:GetObject"], _inside("UploadsBucket"))
_FETCH = _allow(["s3:GetObject"], _inside("DocumentsBucket"))
_MAKE = _allow(["s3:PutObject", "s3:PutObjectRetention", "s3:GetObject"], _inside("DocumentsBucket"))
# Files with whole ID numbers or accounts pass through the bucket that forgets.
_PASS_ON = _allow(
    ["s3:PutObject"],
    *({"Fn::Sub": f"${{UploadsBucket.Arn}}/{name}-ready/*"} for name in ("hours", "bank", "withholding")),
)
_TAKE = _allow(["s3:GetObject", "s3:DeleteObject"], _inside("UploadsBucket"))
_RECEIVE = _allow(
    ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
    *(_arn(queue) for queue in ("WorkQueue", "MailQueue", "UploadQueue", "PublicFileQueue", "MailEventsQueue", "DeadLetterQueue")),
)
_MAIL = _allow(
    ["ses:SendEmail", "ses:SendRawEmail"],
    {"Fn::Sub": "arn:${AWS::Partition}:ses:*:${AWS::AccountId}:identity/*"},
    {"Fn::Sub": "arn:${AWS::Partition}:ses:*:${AWS::AccountId}:configuration-set/${MailConfigurationSet}"},
)

HTTP = [_LOGS, _DATA, _KEY, _SEND, _ACCOUNTS, _UPLOAD, _FETCH, _SEAL_FIELDS]
WORKER = [_LOGS, _DATA, _KEY, _SEND, _RING, _RECEIVE, _MAKE, _TAKE, _PASS_ON, _MAIL, _WHO, _SEAL, _OPEN_FIELDS]
# The one function that deletes: items by the batch, and files of the places that are no archive, with every version.
_FORGET = [
    _allow(["s3:ListBucketVersions"], _arn("DocumentsBucket")),
    _allow(["s3:DeleteObjectVersion"], *({"Fn::Sub": f"${{DocumentsBucket.Arn}}/{place}/*"} for place in ("leave", "photos"))),
]
CLEAN = [_LOGS, _DATA, _KEY, *_FORGET]
