from core.frame import Frame


def frame(request):
    """`frame` for pages that don't bring their own: what stands around the content (see core.frame)."""
    return {"frame": Frame(request)}
