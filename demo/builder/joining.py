"""The scale of contributions, and applications in the queue."""

from datetime import timedelta
from uuid import NAMESPACE_DNS, uuid5

from django.utils import timezone

from demo.builder import Demo
from demo.content import table
from joining.models import Application, Bracket, JoiningSettings


def joining(demo: Demo) -> None:
    data = table("joining")
    settings = JoiningSettings.load()
    if not settings.brackets.exists():
        settings.introduction, settings.payment_terms = data["introduction"], data["payment_terms"]
        settings.translated_texts = {"en": data["english"]}
        settings.brackets = [
            Bracket(kind=kind, homes_from=homes, amount=amount, sort_order=place)
            for place, (kind, homes, amount) in enumerate(data["scale"])
        ]
        settings.save()
    for row in data["applications"]:
        _application(row, settings)
    demo.say(f"Joining: a scale, {len(data['applications'])} applications")


def _application(row: dict, settings: JoiningSettings) -> None:
    moment = timezone.now() - timedelta(days=row["days_ago"])
    names = ("organisation_name", "kind", "homes", "address", "name", "role", "email", "message")
    fields = {name: row[name] for name in names if name in row} | {
        "language": "fr",
        "amount": settings.amount_for(row["kind"], row["homes"]),
        **dict.fromkeys(("consented_at", "received_at", "acknowledged_at", "announced_at"), moment),
    }
    if question := row.get("question"):
        answered = moment + timedelta(days=2)
        fields |= {"state": Application.State.ASKED, "answer": question}
        fields |= {"answered_at": answered, "answer_sent_at": answered}
    Application.objects.get_or_create(key=uuid5(NAMESPACE_DNS, row["email"]), defaults=fields)
