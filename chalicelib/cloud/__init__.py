"""The only rooms that speak to AWS through boto3 (tables aside). They know no workflow."""
