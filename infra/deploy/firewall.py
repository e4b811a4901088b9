"""What stands before the API: a throttle of the stage, and a web ACL that counts requests by address.

Neither knows what a request means: the bounds on guesses are the application's (chalicelib/domains/people/guesses). These hold down what
it costs to be asked, and how many guesses can be under way at one moment. A hall of 2,000 shares one address: 2,000 check-ins in a quarter
of an hour are 670 pages and as many forms in five minutes, with their styles and scripts 5,000 requests; the ceilings lie above that.
"""

from typing import Any

# Requests a second of the whole stage, and how many at once.
RATE, BURST = 200, 400
# In five minutes from one address: everything; and forms sent where something is typed that another person could type as well.
ALL, FORMS = 10_000, 2_000
_DOORS = ("/q", "/c/", "/fee", "/sign-in", "/l/", "/counter/")
_AS_TYPED = [{"Priority": 0, "Type": "URL_DECODE"}, {"Priority": 1, "Type": "LOWERCASE"}]


def throttle() -> dict[str, Any]:
    """Of every path and method."""
    return {
        "MethodSettings": [{"ResourcePath": "/*", "HttpMethod": "*", "ThrottlingRateLimit": RATE, "ThrottlingBurstLimit": BURST}],
    }


def firewall() -> dict[str, Any]:
    """The web ACL with its two rules, and its place before the stage."""
    rules = [_rule("AllByAddress", 0, ALL), _rule("FormsByAddress", 1, FORMS, _forms_of_the_doors())]
    acl = {"Scope": "REGIONAL", "DefaultAction": {"Allow": {}}, "Rules": rules, "VisibilityConfig": _seen_as("Requests")}
    # Through the stage's own reference, so that CloudFormation makes the stage first.
    stage = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${RestAPI}/stages/${RestAPI.Stage}"
    return {
        "Firewall": {"Type": "AWS::WAFv2::WebACL", "Properties": acl},
        "FirewallOfStage": {
            "Type": "AWS::WAFv2::WebACLAssociation",
            "Properties": {"WebACLArn": {"Fn::GetAtt": ["Firewall", "Arn"]}, "ResourceArn": {"Fn::Sub": stage}},
        },
    }


def _rule(name: str, priority: int, limit: int, only: dict[str, Any] | None = None) -> dict[str, Any]:
    counted = {"Limit": limit, "AggregateKeyType": "IP", "EvaluationWindowSec": 300, **({"ScopeDownStatement": only} if only else {})}
    answer = {"CustomResponse": {"ResponseCode": 429}}
    return {
        "Name": name,
        "Priority": priority,
        "Statement": {"RateBasedStatement": counted},
        "Action": {"Block": answer},
        "VisibilityConfig": _seen_as(name),
    }


def _forms_of_the_doors() -> dict[str, Any]:
    """POST to an address that begins with one of the doors, behind the stage's own name or a domain's."""
    posted = _matches({"Method": {}}, "POST", "EXACTLY", [{"Priority": 0, "Type": "NONE"}])
    doors = [_matches({"UriPath": {}}, door, "CONTAINS", _AS_TYPED) for door in _DOORS]
    return {"AndStatement": {"Statements": [posted, {"OrStatement": {"Statements": doors}}]}}


def _matches(field: dict[str, Any], text: str, how: str, transformed: list[dict[str, Any]]) -> dict[str, Any]:
    wanted = {"FieldToMatch": field, "SearchString": text, "PositionalConstraint": how, "TextTransformations": transformed}
    return {"ByteMatchStatement": wanted}


def _seen_as(metric: str) -> dict[str, Any]:
    return {"SampledRequestsEnabled": False, "CloudWatchMetricsEnabled": True, "MetricName": metric}
