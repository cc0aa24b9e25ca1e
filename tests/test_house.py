"""The repository keeps the rules of the house (tests/house), and each rule finds what breaks it."""

from pathlib import Path

import pytest
from django.apps import apps

from tests.house import arrows, mirrors, pages, readme, sizes

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
# Besides the rooms: the frame of all pages, and what replaces a template of Django or of a package.
TEMPLATE_FOLDERS = {*arrows.ROOMS, "frame", "admin", "registration", "django_tables2", "django"}


def files(pattern: str, *folders: str) -> list[str]:
    """Return the paths below ``folders``, from the root of the repository, of what is ours to write."""
    found = (path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob(pattern))
    return sorted(path.as_posix() for path in found if not {"migrations", "vendor", "node_modules"} & set(path.parts))


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


MODULES = files("*.py", *arrows.ROOMS)
IN_ROOMS = frozenset(MODULES)
PYTHON = [*MODULES, *files("*.py", "benchmarks", "scripts", "tests")]
PAGES = files("*.html", "templates")
STYLE_SHEETS = files("*.css", "static")
SCRIPTS = files("*.js", "static")
TESTS = frozenset(files("test_*.py", "tests"))
COMMANDS = [path for path in MODULES if "/management/commands/" in path and not path.endswith("__init__.py")]


def library_owners() -> dict[str, str]:
    return {Path(path).stem: path.partition("/")[0] for path in MODULES if "/templatetags/" in path}


class TestRepository:
    def test_relations_point_down(self):
        ours = [model for model in apps.get_models() if model._meta.app_label in arrows.ROOMS]
        assert arrows.upward_relations(arrows.relations_of(ours)) == []

    @pytest.mark.parametrize("path", PYTHON)
    def test_python_file_keeps_the_rules(self, path):
        text = text_of(path)
        faults = [*sizes.long_file(text), *sizes.long_functions(text)]
        if path in IN_ROOMS:
            faults += arrows.upward_names(text, room=path.partition("/")[0])
            faults += arrows.hidden_arrows(text)
            faults += mirrors.missing_mirror(path, TESTS)
        elif path in TESTS:
            faults += mirrors.has_no_test(text)
        assert not faults, "\n".join(faults)

    @pytest.mark.parametrize("path", PAGES)
    def test_template_keeps_the_rules(self, path):
        text, room = text_of(path), Path(path).parts[1]
        faults = [*sizes.long_file(text), *pages.inline_code(text), *pages.foreign_sources(text)]
        faults += mirrors.misplaced_template(path.removeprefix("templates/"), TEMPLATE_FOLDERS)
        if room in arrows.ROOMS:
            faults += arrows.upward_names_in_template(text, room=room, libraries=library_owners())
        assert not faults, "\n".join(faults)

    @pytest.mark.parametrize("path", [*STYLE_SHEETS, *SCRIPTS])
    def test_file_is_short(self, path):
        assert sizes.long_file(text_of(path)) == []

    @pytest.mark.parametrize("path", [*STYLE_SHEETS, *files("*.css", "static/vendor")])
    def test_style_sheet_loads_nothing_from_elsewhere(self, path):
        assert pages.foreign_style_sources(text_of(path)) == []

    def test_readme_names_every_command(self):
        assert readme.not_named({Path(path).stem for path in COMMANDS}, text_of("README.md")) == []

    def test_readme_names_every_variable(self):
        assert readme.not_named(readme.variables_read(text_of("config/settings.py")), text_of("README.md")) == []


class TestArrows:
    def test_finds_relation_that_points_up(self):
        relation = arrows.Relation("campaigns.Campaign", "segment", "segments.Segment")
        assert arrows.upward_relations([relation]) == [
            "campaigns.Campaign.segment points up to segments.Segment: move the field to the higher room."
        ]

    def test_allows_relation_that_points_down_sideways_or_out(self):
        targets = ["contacts.Contact", "campaigns.Campaign", "auth.User"]
        assert arrows.upward_relations(arrows.Relation("campaigns.Campaign", "x", target) for target in targets) == []

    def test_reads_relations_of_models(self):
        [model] = [model for model in apps.get_models() if model._meta.label == "pricing.SalesPrice"]
        assert arrows.Relation("pricing.SalesPrice", "campaign", "campaigns.Campaign") in arrows.relations_of([model])

    @pytest.mark.parametrize("name", ["orders:run-list", "orders.view_order", "orders/run.html", "config.tabs"])
    def test_finds_name_of_a_room_above(self, name):
        assert arrows.upward_names(f"x = reverse({name!r})", room="campaigns") == [
            f"line 1: {name!r} names a room above campaigns: let the higher room bring it."
        ]

    @pytest.mark.parametrize("name", ["campaigns:list", "contacts.view_contact", "home", "orders", "orders: two open"])
    def test_allows_names_below_and_plain_words(self, name):
        assert arrows.upward_names(f"x = {name!r}", room="campaigns") == []

    @pytest.mark.parametrize(
        "source",
        [
            "from django.dispatch import receiver",
            "import django.db.models.signals",
            "from django.db.models import signals",
        ],
    )
    def test_finds_hidden_arrow(self, source):
        assert len(arrows.hidden_arrows(source)) == 1
        assert arrows.hidden_arrows("from django.db.models import Model") == []

    @pytest.mark.parametrize(
        "tag",
        [
            "{% url 'orders:detail' order.pk %}",
            '{% include "orders/_lines.html" with order=order only %}',
            "{% extends 'segments/segment.html' %}",
            "{% static 'planning/tasks.js' %}",
            "{% if perms.orders.view_order %}",
            "{% load prices %}",
            "{{ 'orders:list'|linked }}",
        ],
    )
    def test_finds_name_in_template(self, tag):
        faults = arrows.upward_names_in_template(f"<p>{tag}</p>", room="campaigns", libraries={"prices": "pricing"})
        assert len(faults) == 1

    @pytest.mark.parametrize(
        "tag",
        [
            "{% url 'campaigns:detail' campaign.pk %}",
            '{% extends "base.html" %}',
            "{% if perms.contacts.view_contact %}",
            "{% load formats i18n %}",
            "orders/text-outside-of-a-tag",
        ],
    )
    def test_allows_name_in_template(self, tag):
        assert arrows.upward_names_in_template(tag, room="campaigns", libraries={"formats": "contacts"}) == []


class TestSizes:
    def test_finds_long_file(self):
        assert sizes.long_file("x\n" * 400) == []
        assert sizes.long_file("x\n" * 401) == ["401 lines, 400 are allowed: split it by subject."]

    def test_counts_a_function_without_decorators_and_docstring(self):
        function = '@once\n@twice\ndef f():\n    """One\n\n    Two.\n    """\n' + "    x = 1\n" * 39
        assert sizes.long_functions(function) == []
        assert sizes.long_functions(function + "    x = 1\n") == [
            "line 3: f has 41 lines, 40 are allowed: take a step out and name it."
        ]


class TestMirrors:
    @pytest.mark.parametrize(
        ("module", "test"),
        [
            ("orders/activation.py", "tests/orders/test_activation.py"),
            ("orders/admin.py", "tests/orders/test_admin.py"),
            ("orders/management/commands/resume_runs.py", "tests/orders/test_resume_runs.py"),
            ("pricing/templatetags/prices.py", "tests/pricing/test_prices.py"),
            ("config/sqlite/base.py", "tests/config/test_sqlite.py"),
            ("orders/views/runs.py", "tests/orders/views/test_runs.py"),
        ],
    )
    def test_names_the_mirror(self, module, test):
        assert mirrors.missing_mirror(module, {test}) == []
        assert mirrors.missing_mirror(module, set()) != []

    @pytest.mark.parametrize("module", ["orders/urls.py", "orders/apps.py", "orders/migrations/0001_initial.py"])
    def test_some_modules_need_none(self, module):
        assert mirrors.missing_mirror(module, set()) == []

    def test_finds_file_without_test(self):
        assert mirrors.has_no_test("def helper(): ...") == ["holds no test: write one or remove the file."]
        assert mirrors.has_no_test("class TestRun:\n    def test_it(self): ...") == []
        assert mirrors.has_no_test("TestRuns = RunMachine.TestCase") == []

    def test_finds_misplaced_template(self):
        assert mirrors.misplaced_template("misc/page.html", {"orders"}) != []
        assert mirrors.misplaced_template("orders/page.html", {"orders"}) == []
        assert mirrors.misplaced_template("base.html", {"orders"}) == []


class TestPages:
    @pytest.mark.parametrize(
        "markup",
        [
            "<script>go()</script>",
            "<style>p {}</style>",
            '<p style="width: 42%">',
            '<a href="x" onclick="go()">',
            '<form hx-on:submit="go()">',
            "<form hx-vals='js:{a: 1}'>",
            "{% if a > b %}<p {% if c %}style='x'{% endif %}>{% endif %}",
        ],
    )
    def test_finds_inline_code(self, markup):
        assert len(pages.inline_code(markup)) == 1

    @pytest.mark.parametrize(
        "markup",
        [
            "<script src=\"{% static 'frame/app.js' %}\" defer></script>",
            "<link rel='stylesheet' href='x'>",
            "{# <p style='x'> #}<p class='style = a'>",
            "<p data-style='x' data-on='y'>",
        ],
    )
    def test_allows_what_the_policy_allows(self, markup):
        assert pages.inline_code(markup) == []

    @pytest.mark.parametrize(
        "markup",
        ['<script src="https://cdn.example/x.js">', "<img src=//cdn.example/x.png>", '<link href="http://x/y.css">'],
    )
    def test_finds_foreign_source(self, markup):
        assert len(pages.foreign_sources(markup)) == 1

    @pytest.mark.parametrize(
        "markup",
        ['<a href="https://example.com/">', '<svg xmlns="http://www.w3.org/2000/svg">', '<img src="/x//y.png">'],
    )
    def test_allows_links_and_names(self, markup):
        assert pages.foreign_sources(markup) == []

    def test_finds_foreign_source_in_style_sheet(self):
        assert pages.foreign_style_sources("@import 'https://x/y.css'; p { background: url(//x/y.png) }") != []
        assert pages.foreign_style_sources("p { background: url('data:image/svg+xml;http://w3.org/') }") == []


class TestReadme:
    def test_reads_variables(self):
        source = 'DEBUG = env.bool("DEBUG", default=False)\nX = other.str("NOT_OURS")\nenv.read_env(path)'
        assert readme.variables_read(source) == {"DEBUG"}

    def test_finds_what_is_not_named(self):
        assert readme.not_named({"activate_campaign", "demo"}, "Run `deactivate_campaign`, then demo-all.") == [
            "README.md does not name activate_campaign: say what it is for.",
            "README.md does not name demo: say what it is for.",
        ]
        assert readme.not_named({"demo"}, "Run `demo`.") == []
