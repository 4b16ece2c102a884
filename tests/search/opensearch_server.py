"""Stands in for an OpenSearch server: the few requests that the site makes of one, answered as its reference says.

With OPENSEARCH_URL set, a real one is asked instead.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def server() -> Iterator[str]:
    """The address of a server without any index."""
    if address := os.environ.get("OPENSEARCH_URL"):
        yield address
        return
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.indexes, http.aliases = {}, {}
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}"
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def kept(document: dict) -> dict:
    return {
        field: frozenset(value) if isinstance(value, list) else value
        for field, value in document.items()
    }


def stands(query: dict, document: dict) -> bool:
    """The query language: term, prefix, bool with filter or should."""
    [(kind, asked)] = query.items()
    if kind == "bool":
        [(sign, parts)] = asked.items()
        return {"filter": all, "should": any}[sign](stands(part, document) for part in parts)
    [(field, value)] = asked.items()
    values = document[field]
    if kind == "prefix":
        return any(term.startswith(value) for term in values)
    assert kind == "term"
    return value in values


class Handler(BaseHTTPRequestHandler):
    def _answer(self, body: dict, status: int = 200) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _index(self, name: str) -> dict:
        return self.server.indexes.setdefault(self.server.aliases.get(name, name), {})

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        match self.command, self.path.split("?")[0].strip("/").split("/"):
            case "PUT", [index]:
                self._index(index)
            case "DELETE", [index]:
                if index in self.server.aliases:
                    return self._answer({"error": "is an alias"}, 400)
                if self.server.indexes.pop(index, None) is None:
                    return self._answer({"error": "no such index"}, 404)
            case "HEAD", ["_alias", name]:
                return self._answer({}, 200 if name in self.server.aliases else 404)
            case "GET", ["_alias", name]:
                return self._answer({self.server.aliases[name]: {}})
            case "PUT", [index, "_alias", name]:
                self.server.aliases[name] = index
            case "PUT", [index, "_doc", key]:
                self._index(index)[key] = kept(json.loads(body))
            case "DELETE", [index, "_doc", key]:
                if self._index(index).pop(key, None) is None:
                    return self._answer({"result": "not_found"}, 404)
            case "POST", [index, "_bulk"]:
                lines = [json.loads(line) for line in body.splitlines()]
                for action, document in zip(lines[::2], lines[1::2], strict=True):
                    self._index(index)[action["index"]["_id"]] = kept(document)
                items = [{"index": {"status": 200}} for _line in lines[::2]]
                return self._answer({"errors": False, "items": items})
            case "POST", [index, "_search"]:
                return self._answer({"hits": {"hits": self._found(index, json.loads(body))}})
        return self._answer({"acknowledged": True})

    def _found(self, index: str, asked: dict) -> list[dict]:
        after = asked.get("search_after", [0])[0]
        documents = sorted(self._index(index).values(), key=lambda document: document["pk"])
        keys = [
            document["pk"]
            for document in documents
            if document["pk"] > after and stands(asked["query"], document)
        ]
        return [{"_id": str(key), "sort": [key]} for key in keys[: asked["size"]]]

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _handle

    def log_message(self, *args):
        pass
