"""Who of the staff may do what to whose account."""

from members.models import Member, User


def may_change_user(by: User, user: User) -> bool:
    """Whoever could change a superuser's address or password could become one."""
    return by.has_perm("members.change_user") and (by.is_superuser or not user.is_superuser)


def may_reset_two_factor(by: User, user: User) -> bool:
    """Nobody her own: the page of her account asks for a code, which whoever has found her session open lacks."""
    if by == user:
        return False
    looks_after = by.has_perm("members.change_member")
    return may_change_user(by, user) or (looks_after and Member.objects.filter(pk=user.pk).exists())
