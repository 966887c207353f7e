"""A server on the loopback for the tests of the download: serves one file, with the faults that the path asks for.

    python server.py FILE        prints its port, ends when its stdin closes

/plain    with Range        /norange   without        /cut/N    breaks off after N bytes of each answer, once a N
/busy/K   503 for the first K requests, then the file  /gone     404       /moved    to /plain       /wrong   other bytes
/log      the Range of every request so far, one a line
"""

import http.server
import pathlib
import sys
import threading

content = pathlib.Path(sys.argv[1]).read_bytes()
requests = []
seen = {}


class handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=(), length=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        parts = self.path.strip("/").split("/")
        kind = parts[0]
        wanted = self.headers.get("Range")
        if kind == "log":
            return self.answer(200, "\n".join(requests).encode())
        requests.append(f"{kind} {wanted}")
        count = seen[self.path] = seen.get(self.path, 0) + 1
        if kind == "gone":
            return self.answer(404, b"<html>not here</html>")
        if kind == "moved":
            return self.answer(302, b"", [("Location", "/plain/file")])
        if kind == "busy" and count <= int(parts[1]):
            return self.answer(503, b"<html>busy</html>")
        body = content[::-1] if kind == "wrong" else content
        status, headers = 200, []
        if wanted and kind != "norange":
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(body):
                return self.answer(416, b"<html>range</html>", [("Content-Range", f"bytes */{len(body)}")])
            status, headers = 206, [("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")]
            body = body[start:]
        if kind == "cut" and count <= int(parts[2]):
            self.answer(status, body[: int(parts[1])], headers, length=len(body))
            self.close_connection = True
            return None
        return self.answer(status, body, headers)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
server.daemon_threads = True
server.handle_error = lambda *_: None  # a client that went away
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
