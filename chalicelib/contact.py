"""Whom to ask (承辦人): the one whose name, telephone and mail stand below pages and mails, and who reads the answers to mails. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contact:
    """`extension` belongs to `telephone`. What is empty is not shown."""

    name: str = ""
    telephone: str = ""
    extension: str = ""
    email: str = ""

    @property
    def call(self) -> str:
        """As 02-2932-0212 分機 341."""
        return f"{self.telephone} 分機 {self.extension}" if self.telephone and self.extension else self.telephone

    @property
    def ways(self) -> str:
        """As 承辦人 林雅婷，電話 02-2932-0212 分機 341，lin@gov.taipei."""
        call = f"電話 {self.call}" if self.call else ""
        return "，".join(filter(None, (f"承辦人 {self.name}", call, self.email)))
