# Two roles for GitHub Actions in account [[.Account]]: modelreg-plan-[[.Name]]
# may read the model registry of [[.Region]], modelreg-sync-[[.Name]] may change
# it. docs/aws.md says who may take them, and why.
#
#   terraform -chdir=aws/[[.Name]] init
#   terraform -chdir=aws/[[.Name]] apply -var repository_id="$(gh api repos/[[.Repository]] --jq .id)"

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81" # since then the provider for GitHub needs no thumbprint
    }
  }
}

provider "aws" {
  region              = "[[.Region]]"
  allowed_account_ids = ["[[.Account]]"]
}

variable "repository_id" {
  description = "The number of [[.Repository]] on GitHub; unlike its name, nobody else ever gets it"
  type        = string
[[- if .RepositoryID]]
  default     = "[[.RepositoryID]]"
[[- end]]

  validation {
    condition     = can(regex("^[1-9][0-9]*$", var.repository_id))
    error_message = "gh api repos/[[.Repository]] --jq .id prints it."
  }
}

variable "sync_workflow" {
  description = "The workflow, at a commit, whose job may take the role that writes"
  type        = string
  default     = "[[.Workflow "sync"]]"
}

variable "create_provider" {
  description = "Whether to make the account's identity provider for GitHub; there is one in an account"
  type        = bool
  default     = [[.First]]
}

locals {
  provider = "arn:[[.Partition]]:iam::[[.Account]]:oidc-provider/token.actions.githubusercontent.com"
  claim    = "token.actions.githubusercontent.com"
}

resource "aws_iam_openid_connect_provider" "github" {
  count          = var.create_provider ? 1 : 0
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]

  lifecycle {
    prevent_destroy = true # others may use it by then
  }
}

resource "aws_iam_role" "plan" {
  name        = "modelreg-plan-[[.Name]]"
  description = "Reads the model registry, for pull requests of [[.Repository]]"
  depends_on  = [aws_iam_openid_connect_provider.github]

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = local.provider }
      Condition = {
        StringEquals = {
          "${local.claim}:aud"           = "sts.amazonaws.com"
          "${local.claim}:repository_id" = var.repository_id
          "${local.claim}:job_workflow_ref" = [
            "[[.Workflow "validate"]]",
            "[[.Workflow "drift"]]",
[[- if .Site]]
            "[[.Workflow "site"]]",
[[- end]]
          ]
        }
        StringLike = {
          "${local.claim}:sub" = [
            "repo:[[.Repository]]:*",
            "repo:[[.OrganizationName]]@*/[[.RepositoryName]]@${var.repository_id}:*",
          ]
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "plan" {
  name   = "read"
  role   = aws_iam_role.plan.id
  policy = file("${path.module}/plan-policy.json")
}

resource "aws_iam_role" "sync" {
  name        = "modelreg-sync-[[.Name]]"
  description = "Changes the model registry, for merges into [[.Branch]] of [[.Repository]]"
  depends_on  = [aws_iam_openid_connect_provider.github]

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = local.provider }
      Condition = {
        StringEquals = {
          "${local.claim}:aud"              = "sts.amazonaws.com"
          "${local.claim}:repository_id"    = var.repository_id
          "${local.claim}:ref"              = "refs/heads/[[.Branch]]"
          "${local.claim}:environment"      = "[[.Name]]"
          "${local.claim}:job_workflow_ref" = var.sync_workflow
        }
        StringLike = {
          "${local.claim}:sub" = [
            "repo:[[.Repository]]:environment:[[.Name]]",
            "repo:[[.OrganizationName]]@*/[[.RepositoryName]]@${var.repository_id}:environment:[[.Name]]",
          ]
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "sync" {
  name   = "read-and-write"
  role   = aws_iam_role.sync.id
  policy = file("${path.module}/sync-policy.json")
}

output "plan_role" {
  value = aws_iam_role.plan.arn
}

output "sync_role" {
  value = aws_iam_role.sync.arn
}
