"""The licence database: found by its scope, asked whether something is licensed, listed in the register."""
