"""What the other workflows may use of accounts: whose they are and where mail reaches them."""

from chalicelib.domains.people.account_rules import Account
from chalicelib.domains.people.directory import accounts_of, address_of, find_account

__all__ = ["Account", "accounts_of", "address_of", "find_account"]
