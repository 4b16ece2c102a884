from django.db import migrations
from wagtail.models import Collection as Tree

MEMBERS = "Adhérents"
OPEN, RESERVED = "Pour tous les lecteurs", "Fichiers réservés aux adhérents"


def make_collection(apps, schema_editor):
    """Where an editor puts a file that only members may open, named for what it does; beside the root, named likewise."""
    Collection = apps.get_model("wagtailcore", "Collection")
    root = Collection.objects.filter(depth=1).order_by("path").first()
    if root is None or Collection.objects.filter(name=RESERVED).exists():
        return
    last = Collection.objects.filter(path__startswith=root.path, depth=2).order_by("path").last()
    step = Tree._str2int(last.path[-Tree.steplen :]) + 1 if last else 1
    path = Tree._get_path(root.path, 2, step)
    reserved = Collection.objects.create(name=RESERVED, path=path, depth=2, numchild=0)
    root.numchild += 1
    if root.name == "Root":
        root.name = OPEN
    root.save()
    restriction = apps.get_model("wagtailcore", "CollectionViewRestriction").objects.create(
        collection=reserved, restriction_type="groups"
    )
    restriction.groups.add(apps.get_model("auth", "Group").objects.get(name=MEMBERS))


class Migration(migrations.Migration):
    dependencies = [("home", "0002_roles")]

    operations = [migrations.RunPython(make_collection, migrations.RunPython.noop)]
