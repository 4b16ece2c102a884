"""Answers the script of the body's editor (site/static/js/admin-paste.js)."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from core.blocks import BodyBlock
from core.refusals import Refusal
from core.text_import.pasting import convert


@require_POST
def convert_pasted(request: HttpRequest) -> JsonResponse:
    """Blocks of the HTML sent as `html`: `{"blocks": [{"type", "value", "id"}, …], "dropped": [sentence, …]}`.

    The values are the state of Wagtail's forms. `text` holds the HTML where it is words and lists alone, which need no
    block of their own. What is refused is answered by 422 and `{"refused": sentence}`.
    """
    try:
        pasted = convert(request.POST.get("html", ""))
    except Refusal as refusal:
        return JsonResponse({"refused": " ".join(refusal.messages)}, status=422)
    body = BodyBlock()
    text = ""
    if all(block["type"] == "rich_text" for block in pasted.blocks):
        text = "".join(block["value"] for block in pasted.blocks)
    return JsonResponse(
        {
            "blocks": body.get_form_state(body.to_python(pasted.blocks)),
            "text": text,
            "dropped": pasted.dropped,
        }
    )
