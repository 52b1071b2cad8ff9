"""Numbers without gaps and without doubles, per company, code and calendar year of the company's time zone."""

from datetime import date, datetime

from odoo.tests import tagged

from .committed import CommittedCase
from .common import SalesManualCommon


class NumberingMixin:
    def number(self, env=None, company=None, code="test", day=date(2031, 5, 1), **kwargs):
        env = env or self.env
        return env["sales.manual.numbering"]._next_number(
            (company or self.company).with_env(env), code, "T", day, **kwargs
        )


@tagged("post_install", "-at_install")
class TestNumbering(NumberingMixin, SalesManualCommon):
    def test_numbers_follow_each_other(self):
        self.assertEqual([self.number() for _time in range(3)], ["T-2031-00001", "T-2031-00002", "T-2031-00003"])
        self.assertEqual(self.number(padding=5, code="other"), "T-2031-00001")
        self.assertEqual(self.number(padding=4, code="short"), "T-2031-0001")

    def test_every_year_and_company_begins_at_one(self):
        other = self.env["res.company"].create({"name": "Another company"})
        self.number()
        self.assertEqual(self.number(company=other), "T-2031-00001")
        self.assertEqual(self.number(day=date(2032, 1, 1)), "T-2032-00001")
        self.assertEqual(self.number(day=date(2031, 12, 31)), "T-2031-00002")
        self.assertEqual(self.number(company=other), "T-2031-00002")

    def test_year_is_that_of_the_company_s_time_zone(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.assertEqual(self.number(day=datetime(2030, 12, 31, 15, 59)), "T-2030-00001")
        self.assertEqual(self.number(day=datetime(2030, 12, 31, 16, 1)), "T-2031-00001")

    def test_users_without_rights_on_sequences_take_numbers(self):
        env = self.env(user=self.users["int_contract"])
        self.assertEqual(self.number(env), "T-2031-00001")
        self.assertEqual(self.number(env), "T-2031-00002")

    def test_prefix_changed_on_the_sequence_is_kept(self):
        self.number()
        sequence = self.env["ir.sequence"].search(
            [("code", "=", "sales.manual.test"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual((len(sequence), sequence.implementation), (1, "no_gap"))
        sequence.prefix = "XX/%(range_y)s/"
        self.assertEqual(self.number(), "XX/31/00002")

    def test_percent_in_a_prefix_is_text(self):
        self.assertEqual(
            self.env["sales.manual.numbering"]._next_number(self.company, "percent", "5%", date(2031, 1, 1)),
            "5%-2031-00001",
        )


@tagged("post_install", "-at_install")
class TestNumberingConcurrency(NumberingMixin, CommittedCase):
    def test_number_of_a_transaction_that_failed_is_not_lost(self):
        first = self.connect(self.users["int_contract"])
        self.assertEqual(self.number(first), "T-2031-00001")
        first.cr.commit()
        self.assertEqual(self.number(first), "T-2031-00002")
        first.cr.rollback()
        self.assertEqual(self.number(self.connect(self.users["int_contract"])), "T-2031-00002")

    def test_two_take_the_next_number(self):
        taker = self.connect(self.users["int_contract"])
        self.number(taker, code="pair")
        taker.cr.commit()
        loser = self.connect(self.users["int_contract_2"])
        self.assertEqual(self.number(taker, code="pair"), "T-2031-00002")
        self.assertTaken(taker, loser, "pair")
        self.assertEqual(self.number(loser, code="pair"), "T-2031-00003")
        loser.cr.commit()

    def test_two_make_the_sequence(self):
        """Two transactions that both find no sequence: one makes it, the other starts again. One sequence, one range.
        """
        winner, loser = self.connect(self.users["int_contract"]), self.connect(self.users["int_contract_2"])
        self.assertEqual(self.number(winner, code="new"), "T-2031-00001")
        self.assertTaken(winner, loser, "new")
        self.assertEqual(self.number(loser, code="new"), "T-2031-00002")
        loser.cr.commit()
        sequences = self.see(self.env["ir.sequence"]).search([("code", "=", "sales.manual.new")])
        self.assertEqual((len(sequences), len(sequences.date_range_ids)), (1, 1))

    def test_two_make_the_range_of_a_new_year(self):
        winner, loser = self.connect(self.users["int_contract"]), self.connect(self.users["int_contract_2"])
        self.number(winner, code="years")
        winner.cr.commit()
        loser.cr.rollback()
        loser.cr.execute("SELECT 1")
        self.number(winner, code="years", day=date(2032, 1, 2))
        winner.cr.commit()
        self.assertLoses(
            loser,
            loser["sales.manual.numbering"],
            "_next_number",
            self.company.with_env(loser),
            "years",
            "T",
            date(2032, 1, 2),
        )
        self.assertEqual(self.number(loser, code="years", day=date(2032, 1, 2)), "T-2032-00002")

    def assertTaken(self, winner, loser, code):  # noqa: N802 - reads as the assertions of unittest
        """``loser`` asks while ``winner`` holds the number: it waits, fails when that commits, and is free to start
        again.
        """
        numbering = loser["sales.manual.numbering"]
        self.assertLosesWhileWaiting(
            winner, loser, numbering, "_next_number", self.company.with_env(loser), code, "T", date(2031, 5, 1)
        )
