from django.db import models
from django.utils.translation import gettext_lazy as _


class GrantedPermission(models.Model):
    """What `home.roles` has given to the group of a role; whether the group still has it is the association's."""

    role = models.CharField(max_length=150, editable=False)
    permission = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = _("granted permission")
        constraints = [
            models.UniqueConstraint(fields=["role", "permission"], name="home_granted_once")
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.permission}"
