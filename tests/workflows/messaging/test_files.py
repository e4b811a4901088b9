"""Documents in S3: under whose key they lie."""

from collections.abc import Callable
from typing import Any

from chalicelib.cloud import files
from chalicelib.settings import settings
from infra.local.cloud import name_of, of_type


def test_documents_lie_under_the_stack_s_key(aws: Callable[[str], Any]) -> None:
    """What is saved, and what is copied from an upload: the bucket's key, by which access can be cut and seen, and not S3's own."""
    s3, bucket = aws("s3"), settings().documents_bucket
    (rule,) = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    key = rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]
    s3.put_object(Bucket=settings().uploads_bucket, Key="handouts/a", Body=b"PDF")
    files.keep_upload("handouts/a", "handouts/kept.pdf", "application/pdf")
    files.save("licences/a.pdf", b"PDF", "application/pdf")
    for name in ("handouts/kept.pdf", "licences/a.pdf"):
        found = s3.head_object(Bucket=bucket, Key=name)
        assert (found["ServerSideEncryption"], found["SSEKMSKeyId"]) == ("aws:kms", key)
    assert aws("kms").describe_key(KeyId=key)["KeyMetadata"]["Description"] == "training-centre"


def test_the_template_s_buckets_are_encrypted() -> None:
    """Documents under DataKey with a bucket key, so that KMS is not asked for each; what is forgotten within a day under S3's own."""
    rules = {name: each["BucketEncryption"]["ServerSideEncryptionConfiguration"][0] for name, each in of_type("AWS::S3::Bucket").items()}
    documents = rules["DocumentsBucket"]
    assert documents["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Fn::GetAtt": ["DataKey", "Arn"]}}
    assert documents["BucketKeyEnabled"] is True
    assert rules["UploadsBucket"]["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert name_of("DocumentsBucket") == settings().documents_bucket
