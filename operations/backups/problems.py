class BackupError(Exception):
    """What keeps a backup from being made, read or restored: one sentence for the operator, who can act on it."""
