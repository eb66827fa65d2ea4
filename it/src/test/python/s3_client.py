"""Calls the farm's store by boto3 with its own defaults.

Usage: s3_client.py ENDPOINT BUCKET ACCESS_KEY SECRET_KEY; prints one JSON object of what came back.
"""

import io
import json
import sys
import urllib.request

import boto3
import botocore.client
import botocore.exceptions

endpoint, bucket, access, secret = sys.argv[1:5]


def connect(config=None):
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=access,
        aws_secret_access_key=secret,
        config=config,
    )


def status(call, **arguments):
    try:
        return call(Bucket=bucket, **arguments)["ResponseMetadata"]["HTTPStatusCode"]
    except botocore.exceptions.ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"]


client = connect()
report = {}
keys = sorted(
    ["zoo/a/1", "zoo/a/2", "zoo/b/1", "zoo/c1", "zoo/c2", "zoo/c3", "zoo/odd key \u00fc+&.txt"]
)
for key in keys:
    client.put_object(Bucket=bucket, Key=key, Body=b"odd key" if "odd" in key else b"0123456789")
report["keys"] = keys
stored = client.put_object(Bucket=bucket, Key="zoo/c1", Body=b"0123456789", ChecksumAlgorithm="CRC32")
report["checksum"] = stored["ResponseMetadata"]["HTTPStatusCode"] == 200
report["odd_key"] = client.get_object(Bucket=bucket, Key=keys[-1])["Body"].read().decode()

client.upload_fileobj(io.BytesIO(b"x" * (11 << 20)), bucket, "large/file")  # in parts of 8 MiB
report["multipart"] = client.head_object(Bucket=bucket, Key="large/file")["ContentLength"]

for name in ("v1", "v2"):
    pages = client.get_paginator("list_objects" if name == "v1" else "list_objects_v2").paginate(
        Bucket=bucket, Prefix="zoo/", PaginationConfig={"PageSize": 3}
    )
    report["pages_" + name] = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
listed = client.list_objects_v2(Bucket=bucket, Prefix="zoo/", Delimiter="/")
report["folders"] = [entry["Prefix"] for entry in listed["CommonPrefixes"]]
after = client.list_objects_v2(Bucket=bucket, Prefix="zoo/", StartAfter="zoo/c2")
report["after"] = [entry["Key"] for entry in after["Contents"]]

report["range"] = client.get_object(Bucket=bucket, Key="zoo/c1", Range="bytes=2-4")["Body"].read().decode()
report["end"] = client.get_object(Bucket=bucket, Key="zoo/c1", Range="bytes=-2")["Body"].read().decode()
etag = client.head_object(Bucket=bucket, Key="zoo/c1")["ETag"]
report["unchanged"] = status(client.get_object, Key="zoo/c1", IfNoneMatch=etag)
report["missing"] = status(client.get_object, Key="zoo/none")
report["beyond"] = status(client.get_object, Key="zoo/c1", Range="bytes=99-")
for name, version in (("link_v4", "s3v4"), ("link_v2", "s3")):
    signer = connect(botocore.client.Config(signature_version=version))
    link = signer.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "zoo/c1"})
    with urllib.request.urlopen(link) as answer:
        report[name] = answer.read().decode()
deleted = client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys]})
report["deleted"] = len(deleted["Deleted"])
print(json.dumps(report))
