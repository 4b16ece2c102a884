"""The demo association: its texts, its drawn photos, its files, and the command that builds its site."""

# The administrator's account, and an editor's beside it; both with the same password, said aloud.
DEMO_EMAIL = "admin@example.org"
DEMO_EDITOR_EMAIL = "redaction@example.org"
DEMO_PASSWORD = "places-et-parvis"  # noqa: S105
