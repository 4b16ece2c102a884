"""The HTML that programs put on the clipboard becomes blocks, within limits, and what is lost is said."""

import json

import pytest
from django.urls import reverse
from django.utils import translation

from core.refusals import Refusal
from core.text_import.pasting import convert

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style>
<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--></head><body lang=FR><!--StartFragment-->
<h1>Accueillir<o:p></o:p></h1>
<p class=MsoNormal>Un <b style='mso-bidi-font-weight:normal'>texte</b> en
deux lignes, H<sub>2</sub>O.<span class=MsoCommentReference><a
class=msocomanchor href="#_msocom_1">[MS1]</a></span><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Premier point<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;
</span></span>Détail</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Second</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>1.<span>&nbsp;</span></span>Un</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>2.</span>Deux</p>
<h2>Chiffres</h2>
<table class=MsoTableGrid border=1><tr><td width=200><p class=MsoNormal>Commune<o:p></o:p></p></td>
<td><p>Part</p></td></tr>
<tr><td><p>Ande</p></td><td><p>12 %</p></td></tr></table>
<p class=MsoCaption>Tableau 1 : les logements</p>
<p class=MsoNormal><!--[if gte vml 1]><v:shape></v:shape><![endif]--><![if !vml]><img width=300
src="file:///C:/x.png" alt="La cour"><![endif]></p>
<p class=MsoQuote>« Une porte ouverte. » — Maud Sérane, gardienne</p>
<p class=MsoNormal><s>rayé</s> <del>supprimé</del><o:p></o:p></p>
<div style='mso-element:comment-list'><hr class=msocomoff><div style='mso-element:comment'><p>À revoir ?</p></div></div>
<!--EndFragment--></body></html>"""
GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-0"><h2 dir="ltr"><span
style="font-weight:400">Titre</span></h2><p dir="ltr"><span style="font-weight:700">Gras</span><span
style="font-weight:400"> puis </span><span style="font-weight:400;font-style:italic">penché</span></p><br>
<ul><li dir="ltr" aria-level="1"><p role="presentation"><span>un</span></p></li><ul>
<li aria-level="2"><p><span>sous</span></p></li></ul>
<li><p>deux</p></li></ul>
<h3><span>Suite</span></h3><div dir="ltr" align="left"><table><colgroup><col><col></colgroup><tbody>
<tr><td><p><span>a</span></p></td>
<td><p>b</p></td></tr><tr><td><p>c</p></td><td><p>0d</p></td></tr></tbody></table></div></b>"""
LIBRE_OFFICE = """<!DOCTYPE html><html><head><title></title></head><body lang="fr-FR" dir="ltr">
<h1 class="western">Bilan</h1>
<p style="line-height: 100%">Texte<font face="Arial"><b>gras</b></font><sup><a class="sdfootnoteanc"
href="#sdfootnote1sym">1</a></sup></p>
<ol><li><p>un</p></li><li><p>deux</p></li></ol><blockquote>Les clés en main. (Ivo Tarn, locataire)</blockquote>
<table cellpadding="4"><thead><tr><th><p>Année</p></th><th><p>Logements</p></th></tr></thead>
<tr><td><p>2025</p></td><td><p>40</p></td></tr></table>
<div id="sdfootnote1"><p class="sdfootnote">1 Une note.</p></div></body></html>"""
OUTLOOK = """<div class="WordSection1"><p class="MsoNormal">Bonjour,</p><table role="presentation"><tr><td>
<div>Pied</div><table><tr><td>x</td><td>y</td></tr><tr><td>1</td><td>2</td></tr></table></td></tr></table>
<div style="border-top:solid #E1E1E1 1pt"><p class="MsoNormal"><b>De :</b> Maud</p></div>
<p role="heading" aria-level="2">Ordre du jour</p><blockquote type="cite"><div>cité</div><div>encore</div></blockquote>
<img src="https://example.org/trace.gif" width="1" height="1"></div>"""


def outline(html: str) -> list:
    """The blocks of a paste, each by what matters of it."""
    blocks = convert(html).blocks
    return [
        value["level"] + " " + value["text"]
        if kind == "heading"
        else [[column["heading"] for column in value["columns"]]]
        + [row["values"] for row in value["rows"]]
        if kind == "table"
        else value
        for kind, value in ((block["type"], block["value"]) for block in blocks)
    ]


def test_word():
    assert outline(WORD) == [
        "h2 Accueillir",
        "<p>Un <b>texte</b> en deux lignes, H₂O.</p>"
        "<ul><li>Premier point<ul><li>Détail</li></ul></li><li>Second</li></ul>"
        "<ol><li>Un</li><li>Deux</li></ol>",
        "h3 Chiffres",
        [["Commune", "Part"], ["Ande", "12 %"]],
        {"text": "Une porte ouverte.", "speaker": "Maud Sérane", "role": "gardienne"},
        "<p>rayé </p>",
    ]
    with translation.override("fr"):
        assert convert(WORD).dropped == [
            "1 image n’a pas été collée\u202f: ajoutez-la comme photo. (La cour)",
            "1 commentaire est resté dans Word\u202f: À revoir ?",
            "1 suppression suivie a été appliquée\u202f: supprimé",
            "1 passage barré ne l’est plus\u202f: supprimez-le s’il doit disparaître. (rayé)",
        ]


def test_google_docs():
    assert outline(GOOGLE) == [
        "h2 Titre",
        "<p><b>Gras</b> puis <i>penché</i></p><ul><li>un<ul><li>sous</li></ul></li><li>deux</li></ul>",
        "h3 Suite",
        [["a", "b"], ["c", "0d"]],
    ]


def test_libre_office():
    heading, text, quotation, table, note = outline(LIBRE_OFFICE)
    assert heading == "h2 Bilan"
    assert text.startswith("<p>Texte<b>gras</b>")
    assert text.endswith("<ol><li>un</li><li>deux</li></ol>")
    assert quotation == {"text": "Les clés en main.", "speaker": "Ivo Tarn", "role": "locataire"}
    assert table == [["Année", "Logements"], ["2025", "40"]]
    assert note == "<p>1 Une note.</p>"


def test_a_mail_of_outlook():
    assert outline(OUTLOOK) == [
        "<p>Bonjour,</p><p>Pied</p>",
        [["x", "y"], ["1", "2"]],
        "<p><b>De :</b> Maud</p>",
        "h2 Ordre du jour",
        "<p>cité</p><p>encore</p>",
    ]
    assert convert(OUTLOOK).dropped == []


def test_a_table_within_a_list_keeps_its_cells():
    html = "<ul><li>a<table><tr><td>c</td><td>0d</td></tr><tr><td>e</td><td>f</td></tr></table></li></ul>"
    assert outline(html) == ["<ul><li>a</li></ul>", [["c", "0d"], ["e", "f"]]]


def test_nothing_that_acts_comes_in():
    html = (
        "<h2 onclick=alert(1)>Titre<script>alert(1)</script></h2><p style='background:url(//x)'>"
        "<a href='javascript:alert(1)'>a</a><a href=' java&#10;script:alert(1)'>b</a>"
        "<a href='file:///C:/x'>c</a><a href='https://example.org/' onmouseover=x>d</a>"
        "<img src=x onerror=alert(1)><iframe src='//x'></iframe><svg onload=alert(1)></svg></p>"
    )
    heading, text = outline(html)
    assert heading == "h2 Titre"
    assert text.replace("<p>", "").replace("</p>", "") == (
        'abc<a href="https://example.org/">d</a>'
    )


@pytest.mark.parametrize(
    "html",
    ["<div>", "<table><tr><td>", "<ul><li>", "<b>", "<blockquote>"],
)
def test_ten_thousand_elements_within_each_other_are_refused(html):
    with pytest.raises(Refusal):
        convert(html * 10_000 + "x")


def test_limits(settings):
    with pytest.raises(Refusal):
        convert("<p>" + "x" * 2_000_000)
    with pytest.raises(Refusal):
        convert("<table>" + "<tr><td>1</td><td>2</td></tr>" * 2_000 + "</table>")
    # Each paragraph opens again what wasn't closed: hundreds of megabytes.
    settings.PASTE_SECONDS = 3
    with pytest.raises(Refusal):
        convert("".join(f"<b id={n}>" for n in range(3_000)) + "<p>x" * 100_000)


def test_the_screen_answers_with_the_state_of_the_forms(editor_client):
    address = reverse("convert_pasted")
    answer = editor_client.post(address, {"html": "<h3>Titre</h3><p>Texte</p>"})
    heading, text = answer.json()["blocks"]
    assert heading["value"] == {"text": "Titre", "level": ["h2"]}
    assert json.loads(text["value"])["blocks"][0]["text"] == "Texte"
    assert editor_client.post(address, {"html": "<p>Seul</p>"}).json()["text"] == "<p>Seul</p>"
    assert editor_client.post(address).json()["blocks"] == []
    assert editor_client.get(address).status_code == 405
    refused = editor_client.post(address, {"html": "<div>" * 10_000})
    assert refused.status_code == 422
    assert refused.json()["refused"]


def test_it_is_for_editors_alone(client, site):
    assert client.post(reverse("convert_pasted"), {"html": "<p>x</p>"}).status_code == 302
