"""Papers with real connections: of two who press at the same time one gets the original (architecture rule 16)."""

from psycopg2 import errors

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .committed import CommittedCase


@tagged("post_install", "-at_install")
class TestDocumentsConcurrency(CommittedCase):
    def test_one_original_for_two_who_print_the_loser_starting_first(self):
        notice = self.released_notice(self.confirmed_order(10))
        self.commit()
        loser, winner = self.connect(self.users["dispatcher"]), self.connect(self.users["warehouse_statistician"])
        self.act(winner, notice, "action_print")
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.SerializationFailure):
            self.act(loser, notice, "action_print")
        loser.cr.rollback()
        with self.assertRaisesRegex(AccessError, "Reprinting takes"):
            self.act(loser, notice, "action_print")
        self.assertEqual(self.see(notice).print_ids.mapped("number"), [1])

    def test_one_pickup_order_in_force(self):
        notice = self.released_notice(self.confirmed_order(10))
        values = {"notice_id": notice.id, "carrier": "Their truck"}
        pickups = self.env["sales.manual.pickup"].with_user(self.users["int_salesperson"]).create([values, values])
        self.commit()
        loser, winner = self.connect(self.users["int_salesperson"]), self.connect(self.users["int_salesperson"])
        self.act(winner, pickups[0], "action_issue")
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.UniqueViolation):
            self.act(loser, pickups[1], "action_issue")
        loser.cr.rollback()
        with self.assertRaisesRegex(UserError, "is in force for these goods"):
            self.act(loser, pickups[1], "action_issue")
        self.assertEqual(self.see(pickups).mapped("state"), ["issued", "draft"])
