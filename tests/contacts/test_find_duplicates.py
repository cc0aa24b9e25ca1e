from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from contacts.models import DuplicatePair
from tests.factories import cast

ALIKE = {"address": "Kerkstraat 1", "post_code": "9000", "city": "Gent", "phone": "09 123 456", "email": "a@b.example"}


class FindDuplicatesTest(TestCase):
    def test_compares_all_companies_and_says_what_it_found(self) -> None:
        for name in ("Alder", "Birch", "Cedar"):
            cast.company(name, **({} if name == "Cedar" else ALIKE))
        output = StringIO()
        call_command("find_duplicates", stdout=output)
        self.assertEqual(
            output.getvalue().strip(),
            "Companies: 3. Pairs to look at: 1, of which 1 new; said to be two: 0.",
        )
        self.assertEqual(DuplicatePair.objects.get().equal_count, 10)
