"""The mail server as it is used in a request: Wagtail writes to those who follow the comments on a page."""

import logging
import smtplib
import threading

from django.core.mail.backends.smtp import EmailBackend as SMTPBackend
from django.core.signals import request_finished, request_started
from django.dispatch import receiver

logger = logging.getLogger(__name__)
_state = threading.local()


@receiver(request_started)
def enter_request(**kwargs) -> None:
    _state.in_request = True


@receiver(request_finished)
def leave_request(**kwargs) -> None:
    _state.in_request = False


class EmailBackend(SMTPBackend):
    """In a request, a mail server that doesn't answer is logged, and what the editor saves is saved all the same.

    Elsewhere its failure is raised: a task is tried again.
    """

    is_away = False  # so that only the first of several messages waits for it

    def open(self) -> bool | None:
        in_request = getattr(_state, "in_request", False)
        if self.is_away and in_request:
            return None
        try:
            return super().open()
        except (OSError, smtplib.SMTPException):
            if not in_request:
                raise
            self.is_away = True
            logger.exception("The mail server doesn’t answer")
            return None
