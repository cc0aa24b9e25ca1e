"""The application that gunicorn serves answers."""

import pytest
from django.test import RequestFactory

from config.wsgi import application


@pytest.mark.django_db
def test_answers(rf: RequestFactory):
    environ = rf.get("/healthz/live").environ
    started: list[str] = []
    body = application(environ, lambda status, headers: started.append(status))
    assert (started, b"".join(body)) == (["200 OK"], b"ok")
