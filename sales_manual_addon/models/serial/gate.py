from collections import defaultdict, namedtuple

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..shipping.gate_row import EPSILON

SHOWN = 10  # serial numbers that a message names
# measured power is compared with this much grace: floats
GRACE_W = 1e-6

Finding = namedtuple("Finding", "code product_id serial power_w least_w most_w")


class SalesManualGateSerial(models.AbstractModel):
    """Goods issue: serial numbers that leave are known, leave once, and have the power they were sold with.

    Asked of products tracked by serial number, where the notice's class or the contract's settlement says so.
    """

    _inherit = "sales.manual.gate"

    def _close(self, operation):
        result = super()._close(operation)
        moves = self.env["stock.move"].sudo().browse(operation.move_ids)  # sudo: whoever moved them
        moves = moves.filtered(lambda move: move.product_id.tracking == "serial")
        if moves:
            lines = self.env["sale.order.line"].sudo().browse(operation.line_ids).exists() | moves.sale_line_id
            left = self._gross_out(lines)
            more = {line.id for line in lines if left[line.id] > operation.before.get((line.id, None), 0.0) + EPSILON}
            if more:
                self._check_serials(moves, more)
        return result

    def _check_serials(self, moves, order_line_ids=None):
        """Raise where serial numbers of these done moves may not leave; ``order_line_ids``: only of these lines."""
        if not moves:
            return
        domain = [("move_id", "in", moves.ids), ("kind", "=", "out"), *self._asking("notice_id")]
        if order_line_ids is not None:
            domain.append(("notice_line_id.order_line_id", "in", list(order_line_ids)))
        # sudo: what left under which notice, whoever moved it
        deliveries = self.env["sales.manual.notice.delivery"].sudo().search(domain)
        lines = deliveries.move_id.move_line_ids
        lines.lot_id._take()
        reasons = self._serial_reasons(lines)
        if reasons:
            raise UserError("\n\n".join(reasons.values()))

    def _asking(self, notice):
        """Domain of what asks for the check; ``notice``: the path to its notice."""
        return [
            "|",
            (f"{notice}.class_id.is_serial_checked", "=", True),
            (f"{notice}.contract_id.settlement", "=", "measured"),
        ]

    # beforehand

    def _reason_for(self, pickings):
        reasons = super()._reason_for(pickings)
        moves = pickings.sudo().move_ids.filtered(  # sudo: the reason is for whoever asks
            lambda move: move.state not in ("done", "cancel") and move.product_id.tracking == "serial"
        )
        if not moves:
            return reasons
        asking = (
            self.env["sales.manual.notice.line"]
            .sudo()
            .search(
                [
                    ("order_line_id", "in", moves.sale_line_id.ids),
                    ("notice_id.state", "=", "released"),
                    *self._asking("notice_id"),
                ]
            )
        )
        asked = moves.filtered(
            lambda move: (
                move.sale_line_id in asking.order_line_id
                and (not move.picking_id.shipping_notice_id or move.picking_id.shipping_notice_id in asking.notice_id)
            )
        )
        for picking_id, reason in self._serial_reasons(self._open_lines(asked)).items():
            picking = pickings.browse(picking_id)
            reasons[picking] = "\n\n".join(filter(None, (reasons.get(picking), reason)))
        return reasons

    # what is wrong, and how it is said

    def _serial_findings(self, lines):
        """{transfer id: [Finding]} of these move lines, which have left or are about to. One statement."""
        if not lines:
            return {}
        self._flush_moves()
        self.env["stock.move.line"].flush_model(["lot_id", "state"])
        self.env["stock.lot"].flush_model(["name", "measured_power_w"])
        self.env["product.template"].flush_model(["tracking", "rated_power_w", "power_minus_w", "power_plus_w"])
        self.env["sale.order.line"].flush_model(["contract_batch_line_id"])
        self.env["sales.manual.contract.line"].flush_model(["rated_power_w", "product_id"])
        findings = defaultdict(list)
        for picking_id, *finding in self.env.execute_query(
            SQL(
                """
                WITH asked AS MATERIALIZED (
                    SELECT line.id, line.lot_id, line.move_id, line.product_id
                      FROM stock_move_line line WHERE line.id = ANY(%(lines)s) AND line.quantity > 0
                ),
                moved AS (
                    SELECT line.lot_id, SUM(CASE WHEN %(dest_out)s THEN 1 ELSE -1 END) AS times
                      FROM stock_move_line line
                      JOIN stock_location source ON source.id = line.location_id
                      JOIN stock_location dest ON dest.id = line.location_dest_id
                     WHERE line.lot_id = ANY(ARRAY(SELECT lot_id FROM asked))
                       AND (line.state = 'done' OR line.id = ANY(%(lines)s)) AND line.quantity > 0
                       AND %(dest_out)s <> %(source_out)s
                  GROUP BY line.lot_id
                )
                SELECT move.picking_id,
                       CASE WHEN lot.id IS NULL THEN 'none'
                            WHEN moved.times > 1 THEN 'twice'
                            WHEN COALESCE(lot.measured_power_w, 0) = 0 THEN 'unknown'
                            ELSE 'power' END,
                       asked.product_id, lot.name, lot.measured_power_w,
                       rated.power_w - COALESCE(template.power_minus_w, 0),
                       rated.power_w + COALESCE(template.power_plus_w, 0)
                  FROM asked
                  JOIN stock_move move ON move.id = asked.move_id
                  JOIN product_product product ON product.id = asked.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id AND template.tracking = 'serial'
             LEFT JOIN stock_lot lot ON lot.id = asked.lot_id
             LEFT JOIN moved ON moved.lot_id = asked.lot_id
             LEFT JOIN sale_order_line order_line ON order_line.id = move.sale_line_id
             LEFT JOIN sales_manual_batch_line batch_line ON batch_line.id = order_line.contract_batch_line_id
             LEFT JOIN sales_manual_contract_line contract_line
                    ON contract_line.id = batch_line.contract_line_id AND contract_line.product_id = asked.product_id
            CROSS JOIN LATERAL (
                       SELECT COALESCE(NULLIF(contract_line.rated_power_w, 0), template.rated_power_w) AS power_w
                       ) rated
                 WHERE lot.id IS NULL OR COALESCE(lot.measured_power_w, 0) = 0 OR moved.times > 1
                    OR (COALESCE(template.power_minus_w, 0) > 0 OR COALESCE(template.power_plus_w, 0) > 0)
                       AND rated.power_w > 0
                       AND (lot.measured_power_w < rated.power_w - COALESCE(template.power_minus_w, 0) - %(grace)s
                            OR lot.measured_power_w > rated.power_w + COALESCE(template.power_plus_w, 0) + %(grace)s)
              ORDER BY move.picking_id, lot.name, asked.id
                """,
                lines=lines.ids,
                dest_out=self._is_out_sql("dest"),
                source_out=self._is_out_sql("source"),
                grace=GRACE_W,
            )
        ):
            findings[picking_id].append(Finding(*finding))
        return findings

    def _serial_reasons(self, lines):
        """{transfer id: what is wrong with the serial numbers of these move lines, as a text}."""
        found = self._serial_findings(lines.sudo())  # whoever moved them
        pickings = self.env["stock.picking"].sudo().browse(found)  # their names
        return {picking.id: self._serial_text(picking, found[picking.id]) for picking in pickings}

    def _serial_text(self, picking, findings):
        groups = defaultdict(list)
        for finding in findings:
            # a tolerance is told for each product
            limits = finding[4:] if finding.code == "power" else ()
            groups[finding.code, finding.product_id, limits].append(finding)
        texts = [
            self.env._(
                "%(transfer)s: %(count)s serial numbers may not leave as they are.",
                transfer=picking.name or "",
                count=len(findings),
            )
        ]
        texts += [self._serial_sentence(*key, group) for key, group in groups.items()]
        return "\n".join(texts)

    def _serial_sentence(self, code, product_id, limits, findings):
        values = {
            "product": self.env["product.product"].sudo().browse(product_id).display_name,  # a name in a message
            "count": len(findings),
            "serials": self._serial_names(findings),
        }
        if code == "none":
            return self.env._(
                "%(product)s: %(count)s pieces without a serial number. Import their serial numbers.", **values
            )
        if code == "twice":
            return self.env._(
                "%(product)s: have left already, or stand there twice: %(serials)s. Take them off under “Serial "
                "numbers”.",
                **values,
            )
        if code == "unknown":
            return self.env._("%(product)s: no flash test of %(serials)s. Import the flash-test file.", **values)
        return self.env._(
            "%(product)s: outside %(least)s to %(most)s W: %(serials)s. Take them off under “Serial numbers”.",
            least=self._pieces_text(limits[0]),
            most=self._pieces_text(limits[1]),
            **values,
        )

    def _serial_names(self, findings):
        names = [
            f"{finding.serial} ({self._pieces_text(finding.power_w)} W)" if finding.code == "power" else finding.serial
            for finding in findings[:SHOWN]
            if finding.serial
        ]
        more = len(findings) - SHOWN
        return ", ".join(names) + (self.env._(" and %(count)s more", count=more) if more > 0 else "")
