"""Builds the hall, works everything off, and prints what it cost; ends with 1 where a job needs more than half of its time."""

import os
import sys

os.environ |= {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "ap-northeast-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}

from moto import mock_aws

from infra.bench.line import table
from infra.local import cloud, dynamodb_local, engines


def main() -> None:
    process, address = dynamodb_local.start()
    try:
        os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = address
        engines.one_at_a_time()
        mock_aws().start()
        os.environ.update(cloud.create(base_url="http://localhost", uploads_origin="http://localhost", issuer="-", jwks_url="-"))
        from infra.bench.jobs import hall, money
        from infra.bench.jobs.worker import Worker

        worker = Worker()
        hall.work(worker, int(next(iter(sys.argv[1:]), "2000")))
        money.work(worker)
        lines = worker.lines()
    finally:
        process.terminate()
    for line in lines:
        print(line.to_json())
    print(table(lines))
    sys.exit(0 if all(line.ok for line in lines) else 1)


if __name__ == "__main__":
    main()
