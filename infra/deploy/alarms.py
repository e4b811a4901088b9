"""Alarms: what shows that people are not served, for each function, queue and table that is deployed. They go to AlarmMail.

Made from the names, so that what is new has its own from the beginning. What each means and what to do: docs/operations.md.
"""

from collections.abc import Iterable, Mapping
from typing import Any

TOPIC = "AlarmTopic"
# A part of a function's time-out. What runs into it is killed, and says nothing.
_NEAR = 0.8
# Seconds that a message may wait; the dead-letter queue is emptied every ten minutes.
_WAITS = 1800
# SES looks into an account at 5 % and 0.1 %, and stops it at 10 % and 0.5 %.
_BOUNCES, _COMPLAINTS = 0.04, 0.0008
# A schedule → seconds of one look, and how many looks without a run are too many.
_SCHEDULES = {"Sweep": (300, 2), "EveryTenMinutes": (1800, 2), "Clean": (3600, 3), "EveryDay": (21_600, 5)}


def alarms(timeouts: Mapping[str, int], api: Mapping[str, str], template: Mapping[str, Any]) -> dict[str, Any]:
    """Logical id → resource. `timeouts` are the functions' in seconds, `api` its name and stage; `template` has queues and tables."""
    found = {**_mail(), "ApiErrors": _api(api)}
    for function, seconds in timeouts.items():
        found |= _function(function, seconds)
    for function, (period, looks) in _SCHEDULES.items():
        found[f"{function}NotRunning"] = _not_running(function, period, looks)
    for queue in _of(template, "AWS::SQS::Queue"):
        found[f"{queue}Waiting"] = _waiting(queue)
    for table in _of(template, "AWS::DynamoDB::Table"):
        indexes = template[table]["Properties"].get("GlobalSecondaryIndexes", ())
        found[f"{table}Throttled"] = _throttled(table, [index["IndexName"] for index in indexes])
    return {**found, "DeadLetterQueueFilled": _dead_letters()}


def _of(template: Mapping[str, Any], kind: str) -> list[str]:
    return [name for name, resource in template.items() if resource.get("Type") == kind]


def _function(function: str, seconds: int) -> dict[str, Any]:
    """A function that fails before it can answer, one that AWS does not start, and one that is nearly killed for its time."""
    of = {"FunctionName": {"Ref": function}}
    near = int(seconds * 1000 * _NEAR)
    return {
        f"{function}Errors": _alarm("AWS/Lambda", "Errors", of, f"{function} 發生未處理的錯誤或逾時。", Threshold=1),
        f"{function}NotStarted": _alarm("AWS/Lambda", "Throttles", of, f"{function} 同時執行的數量已滿，AWS 沒有啟動它。", Threshold=1),
        f"{function}NearTimeout": _alarm(
            "AWS/Lambda", "Duration", of, f"{function} 花的時間接近上限 {seconds} 秒。", Statistic="Maximum", Threshold=near
        ),
    }


def _not_running(function: str, period: int, looks: int) -> dict[str, Any]:
    """No run is no data: missing data is the alarm."""
    return _alarm(
        "AWS/Lambda",
        "Invocations",
        {"FunctionName": {"Ref": function}},
        f"排程 {function} 沒有執行。",
        Period=period,
        EvaluationPeriods=looks,
        Threshold=1,
        ComparisonOperator="LessThanThreshold",
        TreatMissingData="breaching",
    )


def _waiting(queue: str) -> dict[str, Any]:
    of = {"QueueName": {"Fn::GetAtt": [queue, "QueueName"]}}
    what = f"{queue} 有訊息等了 {_WAITS // 60} 分鐘以上。"
    return _alarm("AWS/SQS", "ApproximateAgeOfOldestMessage", of, what, Statistic="Maximum", Threshold=_WAITS)


def _dead_letters() -> dict[str, Any]:
    of = {"QueueName": {"Fn::GetAtt": ["DeadLetterQueue", "QueueName"]}}
    what = "有訊息一再失敗，請看系統的「失敗的訊息」頁。"
    return _alarm("AWS/SQS", "ApproximateNumberOfMessagesVisible", of, what, Statistic="Maximum", Period=60, Threshold=1)


def _throttled(table: str, indexes: Iterable[str]) -> dict[str, Any]:
    """Reads and writes of the table and of each index that DynamoDB turned away, in one sum."""
    whole: dict[str, Any] = {"TableName": {"Ref": table}}
    places = [whole, *({**whole, "GlobalSecondaryIndexName": name} for name in indexes)]
    events = [_sum("AWS/DynamoDB", name, place) for place in places for name in ("ReadThrottleEvents", "WriteThrottleEvents")]
    metrics = [{"Id": f"m{number}", "MetricStat": stat, "ReturnData": False} for number, stat in enumerate(events)]
    total = {"Id": "all", "Expression": "SUM(FILL(METRICS(), 0))", "Label": f"{table} throttled", "ReturnData": True}
    return _told(f"{table} 的讀寫被 DynamoDB 限流。", Metrics=[*metrics, total], Threshold=10)


def _sum(namespace: str, name: str, dimensions: Mapping[str, Any]) -> dict[str, Any]:
    return {"Metric": {"Namespace": namespace, "MetricName": name, "Dimensions": _listed(dimensions)}, "Period": 300, "Stat": "Sum"}


def _api(api: Mapping[str, str]) -> dict[str, Any]:
    """Our own pages of 500 and 503 count, too."""
    return _alarm("AWS/ApiGateway", "5XXError", api, "五分鐘內有三次以上的網頁以系統錯誤回應。", Threshold=3)


def _mail() -> dict[str, Any]:
    """Of the whole account, since SES stops the whole account."""
    looks = {"Statistic": "Maximum", "Period": 3600}
    return {
        "MailBounces": _alarm("AWS/SES", "Reputation.BounceRate", {}, "退信率接近 SES 的上限。", **looks, Threshold=_BOUNCES),
        "MailComplaints": _alarm(
            "AWS/SES", "Reputation.ComplaintRate", {}, "被檢舉的比率接近 SES 的上限。", **looks, Threshold=_COMPLAINTS
        ),
    }


def _alarm(namespace: str, metric: str, dimensions: Mapping[str, Any], what: str, **values: Any) -> dict[str, Any]:
    of = {"Namespace": namespace, "MetricName": metric, "Dimensions": _listed(dimensions)}
    return _told(what, **{**of, "Statistic": "Sum", "Period": 300, **values})


def _told(what: str, **values: Any) -> dict[str, Any]:
    usual = {"EvaluationPeriods": 1, "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching"}
    text = f"{what}怎麼辦：docs/operations.md「Alarms」。"
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmDescription": text, "AlarmActions": [{"Ref": TOPIC}], **usual, **values}}


def _listed(dimensions: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"Name": name, "Value": value} for name, value in dimensions.items()]
