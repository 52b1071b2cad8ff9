"""Open pieces: per line, summed per contract, right after everything that moves them."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import SalesManualCommon, migration


@tagged("post_install", "-at_install")
class TestOpenQuantity(SalesManualCommon):
    def assert_open(self, contract, *pieces):
        """The lines' open pieces, as stored, as the rows say, and as the contract shows and finds them."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(contract.line_ids.mapped("open_qty"), list(pieces))
        rows = self.env.execute_query(
            SQL(
                """
            SELECT GREATEST(line.pieces_qty - GREATEST(SUM(batch.noticed_qty), SUM(batch.shipped_qty), 0), 0)::int
              FROM sales_manual_contract_line line
              LEFT JOIN sales_manual_batch_line batch ON batch.contract_line_id = line.id
             WHERE line.contract_id = %s GROUP BY line.id ORDER BY line.sequence, line.id
            """,
                contract.id,
            )
        )
        self.assertEqual(rows, [(number,) for number in pieces])
        self.assertEqual(contract.open_qty, sum(pieces))
        self.assertEqual(self.found(contract, "=", sum(pieces)), contract)
        self.assertEqual(self.found(contract, ">", 0), contract if sum(pieces) else contract.browse())

    def found(self, contracts, operator, value):
        return self.env["sales.manual.contract"].search([("open_qty", operator, value), ("id", "in", contracts.ids)])

    def two_lines(self, **values):
        lines = [{"entered_qty": 100}, {"product_id": self.module_220.id, "entered_qty": 50}]
        return self.effective_contract(lines=lines, **values)

    def test_the_search_compares_what_the_contract_shows(self):
        """The sum over the lines: a line alone says nothing of its contract."""
        contract = self.two_lines()
        empty = self.make_contract(line_ids=[])
        both = contract | empty
        self.assertEqual(contract.open_qty, 150)
        for operator, value, expected in (
            (">", 120, contract),
            (">=", 150, contract),
            (">", 150, empty.browse()),
            ("<=", 60, empty),
            ("<", 150, empty),
            ("<=", 150, both),
            ("=", 150, contract),
            ("=", 50, empty.browse()),
            ("!=", 150, empty),
            ("in", [100, 150], contract),
            ("not in", [150], empty),
            (">", 0, contract),
            (">=", 0, both),
            ("=", 0, empty),
            ("!=", 0, contract),
            ("=", False, empty),
            ("!=", False, contract),
        ):
            with self.subTest(operator=operator, value=value):
                self.assertEqual(self.found(both, operator, value), expected)

    def test_more_on_one_line_does_not_hide_less_on_another(self):
        """Batches may exceed a line within its tolerance; the other line stays open by what it lacks."""
        contract = self.two_lines(tolerance_percent=10)
        first, second = contract.line_ids
        batch = self.decompose(contract, [1])
        for line, pieces in ((first, 110), (second, 40)):
            batch.line_ids.filtered(lambda row, line=line: row.contract_line_id == line).with_user(
                self.contract_post(contract)
            ).pieces_qty = pieces
        self.assertEqual(contract.line_ids.mapped("balance_qty"), [10, -10])
        self.assertEqual(second.unbatched_qty, 10)
        self.make_notice(self.make_orders(batch))
        self.assert_open(contract, 0, 10)

    def test_quotations_and_drafts_take_nothing(self):
        contract = self.two_lines()
        batch = self.decompose(contract)
        orders = self.make_orders(batch, confirm=False)
        self.assert_open(contract, 100, 50)
        orders.with_user(self.contract_post(contract)).action_confirm()
        notice = self.make_notice(orders, issue=False)
        self.assert_open(contract, 100, 50)
        notice.with_user(self.contract_post(contract)).action_issue()
        self.assert_open(contract, 0, 0)

    def test_many_calls_in_one_transaction_leave_the_right_rest(self):
        contract = self.two_lines()
        self.put_in_stock(self.module_550, 100)
        self.put_in_stock(self.module_220, 100)
        for index in range(1, 5):
            orders = self.make_orders(self.decompose(contract, [3]))
            self.released_notice(orders)
            if index % 2:
                self.ship(orders.picking_ids)
            self.assert_open(contract, 100 - 3 * index, 50 - 3 * index)

    def test_voiding_closing_short_and_cancelling_give_back(self):
        contract = self.two_lines()
        maker = self.contract_post(contract)
        self.put_in_stock(self.module_550, 100)
        self.put_in_stock(self.module_220, 100)
        orders = self.make_orders(self.decompose(contract, [10]))
        self.make_notice(orders).with_user(maker).action_void("Made twice")
        self.assert_open(contract, 100, 50)
        notice = self.released_notice(orders)
        self.assert_open(contract, 90, 40)
        self.ship(orders.picking_ids, pieces=4)
        self.assert_open(contract, 90, 40)
        notice.with_user(maker).action_close_short("The rest goes later")
        self.assert_open(contract, 96, 46)
        others = self.make_orders(self.decompose(contract, [10]))
        self.make_notice(others)
        self.assert_open(contract, 86, 36)
        others.with_user(maker).action_cancel()
        self.assert_open(contract, 96, 46)

    def test_a_draft_line_follows_its_quantity(self):
        contract = self.make_contract(lines=[{"entered_qty": 100}])
        self.assert_open(contract, 100)
        contract.line_ids.entered_qty = 7
        self.assert_open(contract, 7)
        contract.line_ids = [Command.create({"product_id": self.module_220.id, "entered_qty": 3})]
        self.assert_open(contract, 7, 3)

    def test_nobody_writes_it(self):
        contract = self.make_contract()
        with self.assertRaises(AccessError):
            contract.line_ids.with_user(self.users["int_salesperson"]).write({"open_qty": 1})

    def test_goods_that_leave_do_not_touch_the_contract_line(self):
        """Two that ship of one line at the same time have no row of it in common."""
        contract = self.two_lines()
        self.put_in_stock(self.module_550, 100)
        self.put_in_stock(self.module_220, 100)
        orders = self.make_orders(self.decompose(contract, [10]))
        self.released_notice(orders)
        self.env.flush_all()

        def versions():
            return self.env.execute_query(
                SQL("SELECT ctid::text FROM sales_manual_contract_line WHERE contract_id = %s ORDER BY id", contract.id)
            )

        before = versions()
        self.ship(orders.picking_ids)
        self.env.flush_all()
        self.assertEqual(versions(), before)

    def test_the_upgrade_fills_what_is_stored_since(self):
        contract = self.two_lines()
        self.make_notice(self.make_orders(self.decompose(contract, [10])))
        untouched = self.two_lines()
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE sales_manual_contract_line DROP COLUMN open_qty")
        script = migration("19.0.1.1.0", "pre-open_quantity")
        for _again in range(2):
            script.migrate(self.env.cr, "19.0.1.0.0")
        self.assert_open(contract, 90, 40)
        self.assert_open(untouched, 100, 50)
