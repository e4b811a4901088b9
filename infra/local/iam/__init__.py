"""Plays IAM: a function of ours may do here what its role (infra/deploy/policies.py) lets it do in AWS, and nothing else."""
