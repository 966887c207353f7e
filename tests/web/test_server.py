"""taper explore: what its server answers, what it refuses, and what it does under load."""

import gzip
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

TAPER = os.environ["TAPER"]


class Server:
    def __init__(self, *arguments, stdin=None):
        self.process = subprocess.Popen([TAPER, "explore", "--no-open", *arguments], stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if stdin:
            self.process.stdin.write(stdin)
            self.process.stdin.close()
        self.address = self.process.stdout.readline().strip()
        found = re.match(r"http://127\.0\.0\.1:(\d+)(/[0-9a-f]{32}/)(#.*)?$", self.address)
        assert found, self.address + self.process.stderr.read()
        self.port, self.path, self.fragment = int(found[1]), found[2], found[3] or ""
        self.host = f"127.0.0.1:{self.port}"

    def ask(self, path="", method="GET", headers=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, self.path + path, body, {"Host": self.host, **(headers or {})})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    def raw(self, text):
        """The first line of the answer to these bytes; empty if the server closes the connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as s:
            s.sendall(text)
            try:
                return s.recv(200).split(b"\r\n")[0].decode()
            except ConnectionResetError:
                return ""

    def end(self, by=signal.SIGINT):
        self.process.send_signal(by)
        status = self.process.wait(10)
        self.process.stdout.close()
        self.process.stderr.close()
        return status


def setUpModule():
    tried = subprocess.run([TAPER, "explore", "--no-open", "--port", "0"], capture_output=True, text=True)
    if "does not contain the page" in tried.stderr:
        raise unittest.SkipTest("this build does not contain the page (script/web, then build)")


class Explore(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        assert cls.server.end() == 0

    def test_the_page_and_its_files(self):
        answer, page = self.server.ask()
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "text/html; charset=utf-8"))
        policy = answer.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertIn("connect-src 'none'", policy)
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        scripts = re.findall(rb'(?:src|href)="\./(assets/[^"]+)"', page)
        self.assertTrue(scripts)
        for name in scripts:
            answer, content = self.server.ask(name.decode())
            self.assertEqual((answer.status, answer.headers["Content-Encoding"]), (200, "gzip"))
            self.assertTrue(gzip.decompress(content))
        answer, content = self.server.ask(method="HEAD")
        self.assertEqual((answer.status, content, int(answer.headers["Content-Length"])), (200, b"", len(page)))

    def test_only_its_own_name_and_origin(self):
        for host in ("evil.example", f"evil.example:{self.server.port}", "127.0.0.1", "127.0.0.1:1", "", f"{self.server.host}.evil.example"):
            self.assertEqual(self.server.ask(headers={"Host": host})[0].status, 403, host)
        self.assertEqual(self.server.ask(headers={"Host": f"localhost:{self.server.port}"})[0].status, 200)
        for origin in ("http://evil.example", "null", "https://" + self.server.host, "http://127.0.0.1:1", "http://"):
            self.assertEqual(self.server.ask(headers={"Origin": origin})[0].status, 403, origin)
        self.assertEqual(self.server.ask(headers={"Origin": "http://" + self.server.host})[0].status, 200)
        self.assertIn("403", self.server.raw(f"GET {self.server.path} HTTP/1.0\r\n\r\n".encode()))

    def test_only_exact_paths(self):
        for path in ("..", "../", "../../etc/passwd", "%2e%2e/index.html", "assets/../index.html", "./index.html", "index.html/", "nothing",
                     "index.html%00", "\\..\\index.html", "//index.html"):
            self.assertEqual(self.server.ask(path)[0].status, 404, path)
        for line in ("GET / HTTP/1.1", "GET /etc/passwd HTTP/1.1", "GET /../../../etc/passwd HTTP/1.1", "GET http://evil.example/ HTTP/1.1",
                     f"GET /{'0' * 32}/ HTTP/1.1", "GET * HTTP/1.1", "nonsense", "GET"):
            first = self.server.raw(f"{line}\r\nHost: {self.server.host}\r\n\r\n".encode())
            self.assertNotIn(" 200 ", first, line)
        self.assertEqual(self.server.ask("?x=..")[0].status, 200)  # a query is not part of the path

    def test_only_get_and_head_without_a_body(self):
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            self.assertEqual(self.server.ask(method=method)[0].status, 405, method)
        for method in ("TRACE", "CONNECT", "BREW"):
            self.assertNotIn(" 200 ", self.server.raw(f"{method} {self.server.path} HTTP/1.1\r\nHost: {self.server.host}\r\n\r\n".encode()), method)
        for body in (b"x", b"x" * 100_000):
            try:
                self.assertIn(self.server.ask(method="POST", body=body)[0].status, (405, 413))
            except (BrokenPipeError, ConnectionResetError):
                pass  # refused before it was sent
        try:
            self.assertNotEqual(self.server.ask(headers={"X": "x" * 1_000_000})[0].status, 200)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def test_only_on_the_loopback_interface(self):
        listening = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
        port = f":{self.server.port:04X}"
        addresses = {one[1].split(":")[0] for one in listening if one[1].endswith(port) and one[3] == "0A"}
        self.assertEqual(addresses, {"0100007F"})
        six = pathlib.Path("/proc/net/tcp6")
        if six.exists():
            self.assertFalse([line for line in six.read_text().splitlines()[1:] if line.split()[1].endswith(port) and line.split()[3] == "0A"])

    def test_ten_thousand_requests_while_slow_clients_wait(self):
        slow = [socket.create_connection(("127.0.0.1", self.server.port)) for _ in range(50)]
        for s in slow:
            s.sendall(b"GET / HT")
        request = f"GET {self.server.path}index.html HTTP/1.1\r\nHost: {self.server.host}\r\n\r\n".encode()
        size = len(self.server.ask("index.html")[1])
        failures = []

        def client():
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=30) as s:
                stream = s.makefile("rb")
                for _ in range(2500):
                    s.sendall(request)
                    if b"200" not in stream.readline():
                        failures.append("status")
                        return
                    while stream.readline() != b"\r\n":
                        pass
                    if len(stream.read(size)) != size:
                        failures.append("size")
                        return

        started = time.monotonic()
        clients = [threading.Thread(target=client) for _ in range(4)]
        for one in clients:
            one.start()
        for one in clients:
            one.join()
        print(f"10,000 requests in {time.monotonic() - started:.1f} s")
        self.assertEqual(failures, [])
        for s in slow:
            s.close()
        self.assertEqual(self.server.ask()[0].status, 200)


class Arguments(unittest.TestCase):
    def test_a_log_is_in_the_page_and_a_schedule_in_the_address(self):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / "run <script> 1.csv"
            log.write_text("step,lr\n0,1\n1,0.5\n")
            server = Server(str(log), "cosine | warmup(10%)", "--steps", "1e4")
            page = server.ask()[1].decode()
            self.assertEqual(server.fragment, "#spec=cosine%20%7C%20warmup%2810%25%29&steps=10000")
            self.assertIn('<script type="application/json" id="opened">[{"name":"run \\u003cscript> 1.csv","base64":"c3RlcCxscgowLDEKMSwwLjUK"}]</script>', page)
            self.assertEqual(server.end(signal.SIGTERM), 0)
        server = Server("-", stdin="step,lr\n0,1\n1,0.5\n")
        self.assertIn('"name":"stdin"', server.ask()[1].decode())
        self.assertEqual(server.end(), 0)

    def refused(self, *arguments):
        done = subprocess.run([TAPER, "explore", "--no-open", *arguments], capture_output=True, text=True, timeout=20)
        return done.returncode, done.stderr

    def test_bad_input_is_one_line(self):
        self.assertEqual(self.refused("cosnie")[0], 2)
        self.assertIn("no file of this name", self.refused("run.csv")[1])
        self.assertEqual(self.refused("/")[0], 3)
        self.assertEqual(self.refused("--port", "70000")[0], 2)
        self.assertEqual(self.refused("--steps", "100")[0], 2)

    def test_a_port_that_is_taken(self):
        server = Server()
        status, message = self.refused("--port", str(server.port))
        self.assertEqual(status, 3)
        self.assertIn("cannot listen on port", message)
        server.end()


if __name__ == "__main__":
    unittest.main()
