"""What is submitted for approval is told to who may approve it, with what it changes; the answer to who asked."""

import smtplib

import pytest
from django.core.mail import EmailMessage
from django.urls import reverse
from wagtail.models import Comment, CommentReply, Page, PageSubscription, TaskState
from wagtail.users.models import UserProfile

from core.mail import EmailBackend, enter_request, leave_request
from tests import factories, page_types
from tests.admin.forms import edit
from tests.background import followed
from tests.conftest import logged_in
from tests.members.conftest import mailbox
from tools.ports import free_port

__all__ = ["mailbox"]


@pytest.fixture
def writer(site):
    return factories.user("ida@example.org", "Rédaction", language="fr")


@pytest.fixture
def publisher(site):
    return factories.user("noe@example.org", "Publication", language="fr")


@pytest.fixture
def news(site, writer, publisher):
    page = page_types.news_page(
        site.home, title="Un toit neuf", introduction="Le chantier dure un an."
    )
    page.owner = writer
    page.save()
    return page


def submit(page, user, **fields):
    """As somebody does it in the editor."""
    client = logged_in(user)
    with followed():
        answer = edit(client, page, publish=False, **(fields | {"action-submit": "1"}))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return client


def subject(message) -> str:
    """Without the spaces that its encoding has at the ends of lines."""
    return " ".join(message["Subject"].split())


def act(page, user, action: str, comment: str = ""):
    task = TaskState.objects.get(status="in_progress")
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, task.pk])
    with followed():
        return logged_in(user).post(address, {"comment": comment}, follow=True)


def test_who_may_approve_reads_what_it_changes(news, writer, publisher, mailbox):
    submit(news, writer, introduction="Le chantier dure deux ans.")
    (message,) = mailbox.messages
    assert message.recipients == [publisher.email]
    assert subject(message) == "« Un toit neuf » attend votre relecture"
    text = " ".join(mailbox.text().split())
    assert "[- un an. -] [+ deux ans. +]" in text
    address = mailbox.link()
    assert address == reverse("wagtailadmin_pages:edit", args=[news.pk])
    # From the message to the approval, by the login.
    answer = logged_in(publisher).get(address)
    assert "Approuver" in answer.content.decode()


def test_fields_are_named_in_the_language_of_the_reader(news, writer, publisher, mailbox):
    publisher.language = "en"
    publisher.save()
    submit(news, writer, title="Un toit tout neuf")
    text = mailbox.text()
    assert "Title:" in text
    assert "Titre" not in text


def test_messages_are_in_the_language_of_the_readers_screens(news, writer, publisher, mailbox):
    for user in (writer, publisher):
        UserProfile.objects.create(user=user, preferred_language="en")
    submit(news, writer, introduction="Le chantier dure deux ans.")
    assert subject(mailbox.messages[-1]) == "“Un toit neuf” waits for your approval"
    task = TaskState.objects.get(status="in_progress")
    question = reverse("wagtailadmin_pages:workflow_action", args=[news.pk, "reject", task.pk])
    assert ">Comment<" in "".join(logged_in(publisher).get(question).json()["html"].split())
    act(news, publisher, "reject", "Vérifier la durée.")
    assert subject(mailbox.messages[-1]) == "“Un toit neuf” has to be gone over again"


def test_a_new_page_is_said_to_be_new(site, writer, publisher, mailbox):
    draft = page_types.news_page(site.home, title="Inauguration", live=False, owner=writer)
    submit(draft, writer)
    assert "nouvelle page" in mailbox.text()


def test_the_answer_is_told_with_its_comment(news, writer, publisher, mailbox):
    submit(news, writer, introduction="Le chantier dure deux ans.")
    act(news, publisher, "reject", "Vérifier la durée.")
    assert mailbox.messages[-1].recipients == [writer.email]
    assert "Vérifier la durée." in mailbox.text()
    assert Page.objects.get(pk=news.pk).specific.introduction == "Le chantier dure un an."
    # The form says it too, until the page is submitted again.
    form = reverse("wagtailadmin_pages:edit", args=[news.pk])
    assert "Vérifier la durée." in logged_in(writer).get(form).content.decode()
    submit(news, writer, introduction="Le chantier dure seize mois.")
    assert "Vérifier la durée." not in logged_in(writer).get(form).content.decode()


def test_the_approval_is_told(news, writer, publisher, mailbox):
    submit(news, writer, introduction="Le chantier dure deux ans.")
    act(news, publisher, "approve")
    assert subject(mailbox.messages[-1]) == "« Un toit neuf » est approuvé"
    assert Page.objects.get(pk=news.pk).specific.introduction == "Le chantier dure deux ans."


def test_what_was_answered_meanwhile_isnt_told_any_more(news, writer, publisher, mailbox):
    with followed():
        submitted = news.get_workflow().start(news, writer)
        submitted.cancel(user=writer)
    assert not mailbox.messages


def test_who_wants_no_messages_gets_none(news, writer, publisher, mailbox):
    UserProfile.objects.create(user=publisher, submitted_notifications=False)
    submit(news, writer)
    assert not mailbox.messages


@pytest.mark.parametrize("host", ["127.0.0.1", "mail.invalid"])
def test_a_mail_server_that_is_away_stops_no_comment(host, news, writer, publisher, settings):
    """Wagtail writes to those who follow the comments while the page is saved."""
    settings.EMAIL_BACKEND = "core.mail.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, free_port()
    PageSubscription.objects.create(page=news, user=publisher, comment_notifications=True)
    comment = Comment.objects.create(
        page=news, user=publisher, text="Et le budget ?", contentpath="introduction"
    )
    fields = {
        "introduction": "Le chantier dure deux ans.",
        "comments-TOTAL_FORMS": "1",
        "comments-INITIAL_FORMS": "1",
        "comments-0-id": str(comment.pk),
        "comments-0-text": comment.text,
        "comments-0-contentpath": "introduction",
        "comments-0-position": "",
        "comments-0-DELETE": "",
        "comments-0-resolved": "",
        "comments-0-replies-TOTAL_FORMS": "1",
        "comments-0-replies-INITIAL_FORMS": "0",
        "comments-0-replies-MIN_NUM_FORMS": "0",
        "comments-0-replies-MAX_NUM_FORMS": "",
        "comments-0-replies-0-id": "",
        "comments-0-replies-0-text": "Deux millions.",
        "comments-0-replies-0-DELETE": "",
    }
    assert edit(logged_in(writer), news, publish=False, **fields).status_code == 302
    assert CommentReply.objects.filter(text="Deux millions.").exists()


def test_a_mail_server_that_is_away_is_waited_for_once(monkeypatch):
    """Not anew for each of those who follow the comments."""
    tried = []

    def connect(*args, **kwargs):
        tried.append(args)
        raise TimeoutError

    monkeypatch.setattr(smtplib, "SMTP", connect)
    backend = EmailBackend()
    enter_request()
    try:
        for _recipient in range(3):
            assert not backend.send_messages([EmailMessage("Bonjour", to=["ida@example.org"])])
    finally:
        leave_request()
    assert len(tried) == 1
    with pytest.raises(TimeoutError):
        backend.open()
