"""What the health check of a container finds well."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from impl.server.health import main


class Answers(BaseHTTPRequestHandler):
    """Answers with the status that the path names; 404 to any other path."""

    def do_GET(self) -> None:
        status = int(self.path[1:]) if self.path[1:].isdigit() else 404
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b"as it is")

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield str(server.server_port)
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("path", "code"), [("/200", 0), ("/503", 1), ("/404", 1), ("/500", 1)])
def test_a_path_is_well_if_it_answers_200(
    port: str, path: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(port, path) == code
    assert capsys.readouterr().out == ("as it is\n" if code else "")


def test_a_process_whose_document_has_no_probes_is_well_if_it_answers(port: str) -> None:
    assert main(port) == 0


def test_a_process_that_does_not_answer_is_not_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("1") == 1
    assert "no answer" in capsys.readouterr().out
