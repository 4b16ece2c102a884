from django.db import migrations

# Of the trade in France; editors add their own, and change these.
ACRONYMS = {
    "ADIL": ["agence départementale d’information sur le logement"],
    "AG": ["assemblée générale"],
    "ALS": ["allocation de logement sociale"],
    "AMO": ["assistance à maîtrise d’ouvrage", "assistant à maîtrise d’ouvrage"],
    "ANAH": ["agence nationale de l’habitat"],
    "ANCT": ["agence nationale de la cohésion des territoires"],
    "ANRU": [
        "agence nationale pour la rénovation urbaine",
        "rénovation urbaine",
        "renouvellement urbain",
    ],
    "APL": ["aide personnalisée au logement"],
    "ASLL": ["accompagnement social lié au logement"],
    "AVDL": ["accompagnement vers et dans le logement"],
    "BRS": ["bail réel solidaire"],
    "CAF": ["caisse d’allocations familiales"],
    "CAL": ["commission d’attribution des logements"],
    "CCAS": ["centre communal d’action sociale"],
    "CGLLS": ["caisse de garantie du logement locatif social"],
    "CHRS": ["centre d’hébergement et de réinsertion sociale"],
    "CLS": ["contrat local de santé"],
    "CR": ["compte rendu"],
    "CUS": ["convention d’utilité sociale"],
    "DALO": ["droit au logement opposable"],
    "DDT": ["direction départementale des territoires"],
    "DPE": ["diagnostic de performance énergétique", "diagnostic énergétique"],
    "DREAL": ["direction régionale de l’environnement, de l’aménagement et du logement"],
    "ECS": ["eau chaude sanitaire"],
    "EHPAD": ["établissement d’hébergement pour personnes âgées dépendantes"],
    "EPCI": ["établissement public de coopération intercommunale", "intercommunalité"],
    "ESH": ["entreprise sociale pour l’habitat"],
    "FJT": ["foyer de jeunes travailleurs"],
    "FSL": [
        "fonds de solidarité pour le logement",
        "fonds de solidarité logement",
        "fonds de solidarité",
    ],
    "GPEC": ["gestion prévisionnelle des emplois et des compétences"],
    "GUP": ["gestion urbaine de proximité"],
    "GUSP": ["gestion urbaine et sociale de proximité", "gestion urbaine de proximité"],
    "HLM": ["habitation à loyer modéré"],
    "IML": ["intermédiation locative"],
    "ITE": ["isolation thermique par l’extérieur", "isolation par l’extérieur"],
    "MOA": ["maîtrise d’ouvrage", "maître d’ouvrage"],
    "MOE": ["maîtrise d’œuvre", "maître d’œuvre"],
    "MOUS": ["maîtrise d’œuvre urbaine et sociale"],
    "NPNRU": ["nouveau programme national de renouvellement urbain", "renouvellement urbain"],
    "OPAH": ["opération programmée d’amélioration de l’habitat"],
    "OPH": ["office public de l’habitat"],
    "PDH": ["plan départemental de l’habitat"],
    "PLAI": ["prêt locatif aidé d’intégration"],
    "PLH": ["programme local de l’habitat"],
    "PLS": ["prêt locatif social"],
    "PLU": ["plan local d’urbanisme"],
    "PMR": ["personne à mobilité réduite"],
    "PNRU": ["programme national de rénovation urbaine", "rénovation urbaine"],
    "PSLA": ["prêt social location-accession", "location-accession"],
    "PSP": ["plan stratégique de patrimoine"],
    "QPV": ["quartier prioritaire de la politique de la ville", "quartier prioritaire"],
    "RDC": ["rez-de-chaussée"],
    "RPLS": ["répertoire du parc locatif social"],
    "RSE": ["responsabilité sociétale des entreprises"],
    "SIAO": ["service intégré de l’accueil et de l’orientation"],
    "SLS": ["supplément de loyer de solidarité", "surloyer"],
    "SNE": ["système national d’enregistrement", "numéro unique"],
    "SRU": ["solidarité et renouvellement urbains"],
    "TFPB": ["taxe foncière sur les propriétés bâties"],
    "USH": ["union sociale pour l’habitat"],
    "VEFA": ["vente en l’état futur d’achèvement"],
    "VMC": ["ventilation mécanique contrôlée"],
}


def ship(apps, schema_editor):
    acronyms = apps.get_model("search", "Acronym").objects
    for letters, meanings in ACRONYMS.items():
        acronyms.get_or_create(letters=letters, defaults={"meanings": "\n".join(meanings)})


class Migration(migrations.Migration):
    dependencies = [("search", "0004_graded_search")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
