from tests.members.conftest import mailbox

__all__ = ["mailbox"]
