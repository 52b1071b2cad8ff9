"""Conservation (architecture rule 17): after any history, nothing has been lost and nothing came from nowhere."""

import random

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import SalesManualCommon


@tagged("post_install", "-at_install")
class TestConservation(SalesManualCommon):
    STEPS = 40
    # pieces that tolerances let a notice or a delivery have beyond its parent
    BEYOND = 0

    def setUp(self):
        super().setUp()
        self.contract = self.effective_contract(lines=[
            {"entered_qty": 60},
            {"product_id": self.module_220.id, "basis": "kw", "entered_qty": 11},  # 50 pieces
        ])
        self.put_in_stock(self.module_550, 500)
        self.put_in_stock(self.module_220, 500)

    # the acts of a history; each may be refused, none may leave the books unequal

    def act_decompose(self, rng):
        self.decompose(self.contract, [rng.randint(1, 25)])

    def act_shrink_batch(self, rng):
        planned = self.contract.batch_ids.line_ids.filtered(lambda line: not line.order_line_id)
        if planned:
            rng.choice(planned).with_user(self.contract_post(self.contract)).pieces_qty = rng.randint(1, 20)

    def act_delete_batch(self, rng):
        planned = self.contract.batch_ids.filtered(lambda batch: batch.state == "planned")
        if planned:
            rng.choice(planned).with_user(self.contract_post(self.contract)).unlink()

    def act_order(self, rng):
        planned = self.contract.batch_ids.filtered(lambda batch: batch.state == "planned")
        if planned:
            self.make_orders(planned[:rng.randint(1, 2)])

    def act_cancel_order(self, rng):
        orders = self.contract.order_ids.filtered(lambda order: order.state == "sale")
        if orders:
            rng.choice(orders).with_user(self.contract_post(self.contract)).action_cancel()

    def act_notice(self, rng):
        orders = self.contract.order_ids.filtered(lambda order: order.state == "sale")
        if orders:
            self.make_notice(rng.choice(orders), pieces=rng.choice([None, rng.randint(1, 12)]))

    def act_sign(self, rng):
        notices = self.contract.notice_ids.filtered(lambda notice: notice.state == "signing")
        if notices:
            self.sign_notice(rng.choice(notices), until=rng.choice([None, None, "accounting"]))

    def act_reject(self, rng):
        notices = self.contract.notice_ids.filtered(lambda notice: notice.state == "signing")
        if notices:
            checker = self.contract_post(self.contract, second=True)
            rng.choice(notices).with_user(checker).action_reject("Wrong departure")

    def act_void(self, rng):
        notices = self.contract.notice_ids.filtered(lambda notice: notice.state in ("signing", "released"))
        if notices:
            rng.choice(notices).with_user(self.contract_post(self.contract)).action_void("Made twice")

    def act_close_short(self, rng):
        notices = self.contract.notice_ids.filtered(lambda notice: notice.state == "released" and notice.shipped_qty)
        if notices:
            rng.choice(notices).with_user(self.contract_post(self.contract)).action_close_short("The rest goes later")

    def act_ship(self, rng):
        pickings = self.contract.order_ids.picking_ids.filtered(
            lambda picking: picking.state in ("confirmed", "assigned") and picking.location_dest_id.usage == "customer"
        )
        if pickings:
            self.ship(rng.choice(pickings), pieces=rng.choice([None, rng.randint(1, 10)]))

    def act_return(self, rng):
        moves = self.contract.order_ids.picking_ids.move_ids.filtered(
            lambda move: move.state == "done" and move.location_dest_id.usage == "customer" and move.quantity
        )
        if moves:
            picking = rng.choice(moves.picking_id)
            wizard = self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_ids=picking.ids, active_model="stock.picking",
            ).create({})
            for line in wizard.product_return_moves:
                line.quantity = min(line.quantity or 2, rng.randint(1, 3), line.move_id.quantity)
            returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
            for move in returned.move_ids:
                move.write({"quantity": move.product_uom_qty, "picked": True})
            returned.with_context(skip_backorder=True).button_validate()

    def act_edit_done(self, rng):
        lines = self.contract.order_ids.picking_ids.move_ids.move_line_ids.filtered(lambda line: line.state == "done")
        if lines:
            line = rng.choice(lines)
            line.with_user(self.users["dispatcher"]).quantity = max(line.quantity + rng.choice([-2, -1, 1, 2]), 0)

    def history(self, seed):
        """Play a random history; return how often each act went through."""
        rng = random.Random(seed)
        acts = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("act_")]
        # goods move more often than papers are torn up
        often = ("act_ship", "act_ship_beyond", "act_notice", "act_sign", "act_order", "act_decompose")
        weights = [3 if act.__name__ in often else 1 for act in acts]
        done = dict.fromkeys((act.__name__ for act in acts), 0)
        for step in range(self.STEPS):
            act = rng.choices(acts, weights)[0]
            try:
                with self.env.cr.savepoint():
                    act(rng)
                    self.env.flush_all()
                done[act.__name__] += 1
            except UserError:
                self.env.invalidate_all()
            with self.subTest(seed=seed, step=step, act=act.__name__):
                self.assert_conserved()
        return done

    def assert_conserved(self):
        self.env.flush_all()
        query = self.env.execute_query
        for line in self.contract.line_ids:
            [(batched,)] = query(SQL(
                "SELECT coalesce(sum(pieces_qty), 0) FROM sales_manual_batch_line WHERE contract_line_id = %s",
                line.id))
            line.invalidate_recordset(["batched_qty"])
            self.assertEqual(line.batched_qty, batched, "contract = batches + open")
            # what a tolerance let leave beyond its notices is not open either
            [(noticed,)] = query(SQL(
                "SELECT coalesce(greatest(sum(noticed_qty), sum(shipped_qty)), 0) FROM sales_manual_batch_line "
                "WHERE contract_line_id = %s", line.id))
            line.invalidate_recordset(["open_qty"])
            self.assertEqual(line.open_qty, max(line.pieces_qty - noticed, 0), "contract = notices + open")
        rows = query(SQL(
            """
            SELECT b.id, b.pieces_qty, b.noticed_qty, b.released_qty, b.shipped_qty, b.returned_qty, b.order_line_id,
                   l.product_uom_qty, o.state,
                   coalesce(n.noticed, 0), coalesce(n.released, 0), coalesce(m.out, 0), coalesce(m.back, 0),
                   coalesce(n.shipped, 0),
                   coalesce(d.out, 0), coalesce(d.back, 0)
              FROM sales_manual_batch_line b
              LEFT JOIN sale_order_line l ON l.id = b.order_line_id
              LEFT JOIN sale_order o ON o.id = l.order_id
              LEFT JOIN LATERAL (
                    SELECT sum(x.pieces_qty - x.closed_qty)
                               FILTER (WHERE h.state IN ('signing', 'released', 'shipped')) AS noticed,
                           sum(x.pieces_qty - x.closed_qty)
                               FILTER (WHERE h.state IN ('released', 'shipped')) AS released,
                           sum(x.shipped_qty) AS shipped
                      FROM sales_manual_notice_line x JOIN sales_manual_notice h ON h.id = x.notice_id
                     WHERE x.order_line_id = b.order_line_id
              ) n ON TRUE
              LEFT JOIN LATERAL (
                    SELECT sum(CASE WHEN dst.usage = 'customer' THEN ml.quantity_product_uom END) AS out,
                           sum(CASE WHEN src.usage = 'customer' THEN ml.quantity_product_uom END) AS back
                      FROM stock_move_line ml JOIN stock_move mv ON mv.id = ml.move_id
                      JOIN stock_location src ON src.id = ml.location_id
                      JOIN stock_location dst ON dst.id = ml.location_dest_id
                     WHERE mv.sale_line_id = b.order_line_id AND mv.state = 'done'
              ) m ON TRUE
              LEFT JOIN LATERAL (
                    SELECT sum(CASE WHEN y.kind = 'out' THEN y.pieces_qty END) AS out,
                           sum(CASE WHEN y.kind = 'return' THEN y.pieces_qty END) AS back
                      FROM sales_manual_notice_delivery y JOIN sales_manual_notice_line x ON x.id = y.notice_line_id
                     WHERE x.order_line_id = b.order_line_id
              ) d ON TRUE
             WHERE b.contract_id = %s
            """, self.contract.id))
        for (_id, pieces, noticed, released, shipped, returned, order_line, ordered, state,
             notices_noticed, notices_released, moves_out, moves_back,
             lines_shipped, deliveries_out, deliveries_back) in rows:
            if not order_line:
                self.assertEqual((noticed, released, shipped, returned), (0, 0, 0, 0), "nothing on notices yet")
                continue
            self.assertNotEqual(state, "cancel", "a cancelled order gives its batches back")
            self.assertEqual(pieces, ordered, "batches = orders")
            self.assertEqual(noticed, notices_noticed)
            self.assertEqual(released, notices_released)
            self.assertLessEqual(noticed, pieces + self.BEYOND, "notices never exceed the order")
            self.assertLessEqual(moves_out, notices_released + self.BEYOND, "nothing leaves unsigned")
            self.assertLessEqual(moves_out, pieces + moves_back + self.BEYOND, "no more leaves than ordered")
            self.assertEqual(deliveries_out, moves_out, "notice deliveries = done moves")
            self.assertEqual(lines_shipped, moves_out)
            self.assertEqual(shipped, moves_out)
            self.assertEqual(deliveries_back, moves_back)
            self.assertEqual(returned, moves_back)

    @mute_logger("odoo.sql_db")
    def test_random_histories(self):
        total = {}
        for seed in (1, 2, 3):
            with self.env.cr.savepoint() as savepoint:
                for act, times in self.history(seed).items():
                    total[act] = total.get(act, 0) + times
                savepoint.rollback()
            self.env.invalidate_all()
        needed = ("act_order", "act_notice", "act_sign", "act_ship", "act_void", "act_edit_done")
        idle = [act for act in needed if not total[act]]
        self.assertFalse(idle, f"these acts never went through, so the histories prove nothing of them: {total}")
