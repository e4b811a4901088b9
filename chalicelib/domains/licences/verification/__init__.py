"""Whether a letter or a file is genuine, for anybody."""
