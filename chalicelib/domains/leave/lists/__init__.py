"""What others see of leave: who may leave today, what agencies are told, the register."""
