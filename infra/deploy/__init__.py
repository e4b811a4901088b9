"""From the code to a template that CloudFormation takes."""
