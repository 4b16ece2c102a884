"""A draft shown by a link to somebody without an account, and what she remarks on it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Page

from core.languages import has_catalogue
from core.layout import absolute
from core.permissions import may_edit

_signer = signing.Signer(salt="proofs.proof", sep=".")


def proof_end():
    return timezone.now() + timedelta(days=settings.PROOF_DAYS)


class Proof(models.Model):
    """A link that opens the latest draft of one page until it expires, is withdrawn, or its maker may no longer edit
    the page.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    page = models.ForeignKey(
        Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(_("name of the reader"), max_length=120)
    email = models.EmailField(_("email address"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made on"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires on"), default=proof_end)
    revoked_at = models.DateTimeField(_("withdrawn on"), null=True, editable=False)

    class Meta:
        verbose_name = _("proof link")
        verbose_name_plural = _("proof links")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.made_at:%Y-%m-%d}"

    @property
    def token(self) -> str:
        return _signer.sign(self.key.hex)

    @classmethod
    def of_token(cls, token: str) -> "Proof | None":
        """The proof of a link, be it over; None for a link that was made elsewhere."""
        try:
            key = UUID(_signer.unsign(token))
        except (signing.BadSignature, ValueError):
            return None
        return Proof.objects.select_related("page__locale", "made_by").filter(key=key).first()

    @property
    def is_over(self) -> bool:
        return self.revoked_at is not None or self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether it opens its page: so long as whoever made it may edit the page herself."""
        return not self.is_over and may_edit(self.made_by, self.page)

    @property
    def language(self) -> str:
        """That of the page, in which its reader is spoken to."""
        code = self.page.locale.language_code
        return code if has_catalogue(code) else settings.LANGUAGE_CODE

    @property
    def path(self) -> str:
        with override(self.language):
            return reverse("proof", args=[self.token])

    @property
    def address(self) -> str:
        return absolute(self.path)

    def mark(self, path: str) -> str:
        """What a path of a photo or a file carries in this proof: it was there on the page."""
        digest = salted_hmac("proofs.file", f"{self.key.hex} {path}", algorithm="sha256")
        return digest.hexdigest()[:32]

    @property
    def maker(self) -> Any:
        """A request of whoever made it: the link opens no file that she may not know of."""
        return SimpleNamespace(user=self.made_by)


class Remark(models.Model):
    """What a reader says of a passage; `key` is that of the form, so that one sent twice makes one remark."""

    proof = models.ForeignKey(
        Proof, verbose_name=_("proof link"), on_delete=models.CASCADE, related_name="remarks"
    )
    key = models.UUIDField(_("form"), unique=True)
    quote = models.TextField(_("passage"), blank=True)
    text = models.TextField(_("remark"))
    made_at = models.DateTimeField(_("made on"), default=timezone.now)
    told_at = models.DateTimeField(_("told on"), null=True)
    done_at = models.DateTimeField(_("done on"), null=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


def open_remarks(page: Page) -> models.QuerySet[Remark]:
    """Those on a page's drafts that no editor has seen to yet, the newest first."""
    found = Remark.objects.filter(proof__page=page.pk, done_at=None)
    return found.select_related("proof").order_by("-made_at", "-pk")
