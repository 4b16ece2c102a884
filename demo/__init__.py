"""The demo association: its texts, its drawn photos, its files, and the command that builds its site."""

# The administrator's account, an editor's and a member's beside it; all with the same password, said aloud.
DEMO_EMAIL = "admin@example.org"
DEMO_EDITOR_EMAIL = "redaction@example.org"
DEMO_MEMBER_EMAIL = "nadia.kerbrat@valmire-habitat.example.org"
DEMO_PASSWORD = "places-et-parvis"  # noqa: S105
