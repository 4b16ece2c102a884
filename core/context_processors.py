from core.layout import Layout


def layout(request):
    """`layout` for pages that don't bring their own: what stands around the content (see core.layout)."""
    return {"layout": Layout(request)}
