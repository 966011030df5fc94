"""Uses a served registry as boto3 users do: boto3_check.py MODELREG, the binary.

It makes what a notebook makes, reads it back, and holds the errors for wrong
input to the codes and words of the service. The server is always stopped.
"""

import os
import signal
import subprocess
import sys
import tempfile

ACCOUNT = "123456789012"
REGION = "eu-west-1"
PREFIX = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:"

# Nothing of whoever runs this: no profile, no proxy, no other endpoint.
for name in [n for n in os.environ if n.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
    NO_PROXY="127.0.0.1",
    no_proxy="127.0.0.1",
)

import boto3  # noqa: E402  it reads the environment
import botocore  # noqa: E402

failures = []


def expect(what, got, want):
    if got != want:
        failures.append(f"{what}: got {got!r}, want {want!r}")


def refused(what, call, message, **arguments):
    """Expects a ValidationException that says message."""
    try:
        answer = call(**arguments)
    except botocore.exceptions.ClientError as err:
        expect(what + ", code", err.response["Error"]["Code"], "ValidationException")
        expect(what + ", status", err.response["ResponseMetadata"]["HTTPStatusCode"], 400)
        said = err.response["Error"]["Message"]
        if message not in said:
            failures.append(f"{what}: said {said!r}, want {message!r}")
        return
    failures.append(f"{what}: was not refused, and answered {answer!r}")


def use(sm):
    group = sm.create_model_package_group(
        ModelPackageGroupName="churn",
        ModelPackageGroupDescription="Who leaves next month",
        Tags=[{"Key": "team", "Value": "growth"}],
    )
    expect("the group's ARN", group["ModelPackageGroupArn"], PREFIX + "model-package-group/churn")
    described = sm.describe_model_package_group(ModelPackageGroupName="churn")
    expect("the group's description", described["ModelPackageGroupDescription"], "Who leaves next month")
    expect("the group's status", described["ModelPackageGroupStatus"], "Completed")
    tags = sm.list_tags(ResourceArn=group["ModelPackageGroupArn"])["Tags"]
    expect("the group's tags", tags, [{"Key": "team", "Value": "growth"}])

    inference = {
        "Containers": [
            {
                "Image": f"438346466558.dkr.ecr.{REGION}.amazonaws.com/linear-learner:1",
                "ModelDataUrl": "s3://acme-models/churn/model.tar.gz",
            }
        ],
        "SupportedContentTypes": ["text/csv"],
        "SupportedResponseMIMETypes": ["text/csv"],
    }
    arns = []
    for version in (1, 2):
        arn = sm.create_model_package(
            ModelPackageGroupName="churn",
            ModelPackageDescription=f"attempt {version}",
            InferenceSpecification=inference,
            ModelApprovalStatus="PendingManualApproval",
            CustomerMetadataProperties={"owner": "ana"},
        )["ModelPackageArn"]
        expect("the package's ARN", arn, f"{PREFIX}model-package/churn/{version}")
        arns.append(arn)

    listed = sm.list_model_packages(ModelPackageGroupName="churn", SortBy="CreationTime", SortOrder="Descending")
    versions = [p["ModelPackageVersion"] for p in listed["ModelPackageSummaryList"]]
    expect("the listed versions", versions, [2, 1])
    pages = sm.get_paginator("list_model_packages").paginate(
        ModelPackageGroupName="churn", PaginationConfig={"PageSize": 1}
    )
    expect("the versions page by page", sum(len(p["ModelPackageSummaryList"]) for p in pages), 2)

    package = sm.describe_model_package(ModelPackageName=arns[0])
    expect("the description", package["ModelPackageDescription"], "attempt 1")
    expect("the approval", package["ModelApprovalStatus"], "PendingManualApproval")
    expect("the status", package["ModelPackageStatus"], "Completed")
    expect("the metadata", package["CustomerMetadataProperties"], {"owner": "ana"})
    container = package["InferenceSpecification"]["Containers"][0]
    expect("the model data", container["ModelDataUrl"], "s3://acme-models/churn/model.tar.gz")

    sm.update_model_package(ModelPackageArn=arns[0], ModelApprovalStatus="Approved", ApprovalDescription="looks fine")
    package = sm.describe_model_package(ModelPackageName=arns[0])
    expect("the approval afterwards", package["ModelApprovalStatus"], "Approved")
    expect("its description", package["ApprovalDescription"], "looks fine")
    approved = sm.list_model_packages(ModelPackageGroupName="churn", ModelApprovalStatus="Approved")
    expect("what is approved", [p["ModelPackageArn"] for p in approved["ModelPackageSummaryList"]], arns[:1])


def misuse(sm):
    refused(
        "an unknown approval status",
        sm.create_model_package,
        "1 validation error detected: Value 'Aproved' at 'modelApprovalStatus' failed to satisfy constraint: "
        "Member must satisfy enum value set: [",
        ModelPackageGroupName="churn",
        ModelApprovalStatus="Aproved",
    )
    refused(
        "a group that exists",
        sm.create_model_package_group,
        f"Model Package Group already exists: {PREFIX}model-package-group/churn",
        ModelPackageGroupName="churn",
    )
    refused(
        "tags on a version",
        sm.create_model_package,
        "Tags are not supported in Model Package versions. Please add them to the Model Package Group.",
        ModelPackageGroupName="churn",
        Tags=[{"Key": "team", "Value": "growth"}],
    )
    refused(
        "a package that is missing",
        sm.describe_model_package,
        f"ModelPackage {PREFIX}model-package/churn/99 does not exist.",
        ModelPackageName=PREFIX + "model-package/churn/99",
    )
    refused(
        "updating a package that is missing",
        sm.update_model_package,
        f"ModelPackage {PREFIX}model-package/churn/99 does not exist.",
        ModelPackageArn=PREFIX + "model-package/churn/99",
        ModelApprovalStatus="Approved",
    )
    refused(
        "a group that is missing",
        sm.describe_model_package_group,
        f"ModelPackageGroup {PREFIX}model-package-group/hello does not exist.",
        ModelPackageGroupName="hello",
    )
    refused(
        "a version of a group that is missing",
        sm.create_model_package,
        "does not exist",
        ModelPackageGroupName="hello",
    )
    refused(
        "the tags of a group that is missing",
        sm.list_tags,
        "Resource does not exist",
        ResourceArn=PREFIX + "model-package-group/hello",
    )
    versions = sm.list_model_packages(ModelPackageGroupName="churn")["ModelPackageSummaryList"]
    expect("the versions after all that was refused", len(versions), 2)


def main(modelreg):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what is begun is ended
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [modelreg, "local", "serve", "--addr", "127.0.0.1:0", "--path", os.path.join(folder, "registry.db")],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            url = server.stdout.readline().strip()
            if not url:
                sys.exit("the server gave no address")
            sm = boto3.client(
                "sagemaker",
                endpoint_url=url,
                region_name=REGION,
                aws_access_key_id=ACCOUNT,
                aws_secret_access_key="any",
                config=botocore.config.Config(connect_timeout=10, read_timeout=30, retries={"max_attempts": 0}),
            )
            use(sm)
            misuse(sm)
        finally:
            server.terminate()
            try:
                code = server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                code = server.wait()
    expect("the server's exit code", code, 0)
    for failure in failures:
        print(failure)
    if failures:
        sys.exit(1)
    print(f"boto3 {boto3.__version__}: registered, listed, described, approved; wrong input refused as the service does")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: boto3_check.py MODELREG")
    main(sys.argv[1])
