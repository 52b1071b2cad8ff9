"""A Chinese user sees no English of ours: every term of the addon is in zh_CN.po, with the same placeholders."""

import io
import re
import string

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open
from odoo.tools.translate import trans_export

MODULES = ("sales_manual_addon", "sales_manual_addon_pos")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\{.*?\}\}|t-(?:out|esc|if)=\"[^\"]*\"")
# the same word in both languages, or no word at all
SAME = {"kW", "MW", "ID", "MW:", "W"}


def is_wording(term):
    """Whether a term says something to a reader; expressions and technical names do not."""
    if term.isidentifier() and term == term.lower() and "_" in term or term.startswith(("(object.", "'%s")):
        return False
    text = re.sub(r"<[^>]*>|\{\{.*?\}\}|%\(\w+\)[a-z]", "", term)
    return any(letter in string.ascii_letters for letter in text)


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def terms(self, module):
        buffer = io.BytesIO()
        trans_export(False, [module], buffer, "po", self.env)
        return {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}

    def test_every_term_is_translated(self):
        for module in MODULES:
            if not self.env["ir.module.module"].search_count([("name", "=", module), ("state", "=", "installed")]):
                continue
            with file_open(f"{module}/i18n/zh_CN.po") as file:
                translated = {entry.msgid: entry.msgstr for entry in polib.pofile(file.read()) if entry.msgstr}
            with self.subTest(module=module):
                missing = {term for term in self.terms(module) - translated.keys() if is_wording(term)}
                self.assertFalse(missing, "these terms have no Chinese")
                english = {term for term, text in translated.items() if text == term and is_wording(term)} - SAME
                self.assertFalse(english, "these translations are English")

    def test_placeholders_are_kept(self):
        for module in MODULES:
            with file_open(f"{module}/i18n/zh_CN.po") as file:
                for entry in polib.pofile(file.read()):
                    with self.subTest(module=module, term=entry.msgid):
                        kept = PLACEHOLDER.findall(entry.msgstr or entry.msgid)
                        self.assertEqual(sorted(PLACEHOLDER.findall(entry.msgid)), sorted(kept))
