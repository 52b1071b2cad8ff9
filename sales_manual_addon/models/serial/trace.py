from odoo import api, fields, models
from odoo.tools import SQL


class SalesManualSerial(models.Model):
    """Serial numbers that left under shipping notices: from a serial number to notice, contract and customer.

    Read from done move lines and the deliveries that shipping records. Where one move served several notices, the
    serial numbers go to them in the order in which they were put on the transfer.
    """

    _name = "sales.manual.serial"
    _description = "Shipped Serial"
    _auto = False
    _order = "id desc"
    _rec_name = "serial"
    _depends = {
        "stock.move.line": ["move_id", "lot_id", "product_id", "result_package_id", "state", "quantity"],
        "stock.move": ["picking_id"],
        "stock.lot": ["name", "measured_power_w", "flash_date", "flash_file_id"],
        "stock.package": ["vessel_container_id"],
        "sales.manual.notice.delivery": [
            "notice_line_id", "notice_id", "company_id", "kind", "pieces_qty", "date", "day", "move_id",
        ],
        "sales.manual.notice": ["state", "contract_id", "partner_id", "user_id", "team_id", "market"],
    }  # fmt: skip

    serial = fields.Char(string="Serial No.", readonly=True)
    lot_id = fields.Many2one("stock.lot", string="Serial number", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    measured_power_w = fields.Float(string="Measured (W)", digits=(12, 4), readonly=True, aggregator="sum")
    flash_date = fields.Date(string="Flash test", readonly=True)
    flash_file_id = fields.Many2one("sales.manual.flash.file", string="Test file", readonly=True)
    day = fields.Date(string="Left on", readonly=True)
    notice_id = fields.Many2one("sales.manual.notice", string="Shipping notice", readonly=True)
    notice_state = fields.Char(readonly=True, export_string_translation=False)
    contract_id = fields.Many2one("sales.manual.contract", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Department", readonly=True)
    market = fields.Selection([("domestic", "Domestic"), ("international", "International")], readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    picking_id = fields.Many2one("stock.picking", string="Transfer", readonly=True)
    package_id = fields.Many2one("stock.package", string="Pallet", readonly=True)
    container_id = fields.Many2one("sales.manual.vessel.container", readonly=True)
    is_returned = fields.Boolean(string="Came back", readonly=True)

    @property
    def _table_query(self):
        gate = self.env["sales.manual.gate"]
        # no window function: a search for one serial number must find it by its index
        of_move = SQL(
            """SELECT 1 FROM sales_manual_notice_delivery other
                WHERE other.move_id = delivery.move_id AND other.kind = 'out'"""
        )
        rank = SQL(
            """(SELECT COUNT(*) FROM stock_move_line put
                 WHERE put.move_id = line.move_id AND put.quantity > 0 AND put.id <= line.id)"""
        )
        before = SQL(
            """(SELECT COALESCE(SUM(earlier.pieces_qty), 0) FROM sales_manual_notice_delivery earlier
                 WHERE earlier.move_id = delivery.move_id AND earlier.kind = 'out' AND earlier.id < delivery.id)"""
        )
        return SQL(
            """
            SELECT line.id, lot.name AS serial, line.lot_id, line.product_id, lot.measured_power_w, lot.flash_date,
                   lot.flash_file_id, delivery.day, delivery.notice_id, notice.state AS notice_state,
                   notice.contract_id, notice.partner_id, notice.user_id, notice.team_id, notice.market,
                   delivery.company_id, move.picking_id, line.result_package_id AS package_id,
                   package.vessel_container_id AS container_id,
                   EXISTS (SELECT 1 FROM stock_move_line back
                             JOIN stock_location source ON source.id = back.location_id
                             JOIN stock_location dest ON dest.id = back.location_dest_id
                            WHERE back.lot_id = line.lot_id AND back.state = 'done' AND back.id > line.id
                              AND %(source_out)s AND NOT %(dest_out)s) AS is_returned
              FROM stock_move_line line
              JOIN stock_lot lot ON lot.id = line.lot_id
              JOIN stock_move move ON move.id = line.move_id
              JOIN sales_manual_notice_delivery delivery ON delivery.move_id = line.move_id AND delivery.kind = 'out'
              JOIN sales_manual_notice notice ON notice.id = delivery.notice_id
         LEFT JOIN stock_package package ON package.id = line.result_package_id
             WHERE line.lot_id IS NOT NULL AND line.state = 'done' AND line.quantity > 0
               AND (NOT EXISTS (%(of_move)s AND other.id <> delivery.id)
                    OR %(rank)s > %(before)s
                       AND (%(rank)s <= %(before)s + delivery.pieces_qty
                            OR NOT EXISTS (%(of_move)s AND other.id > delivery.id)))
            """,
            source_out=gate._is_out_sql("source"),
            dest_out=gate._is_out_sql("dest"),
            of_move=of_move,
            rank=rank,
            before=before,
        )

    @api.model
    def _action_open(self, domain):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_serial_action"),
            "domain": domain,
            "context": {},
        }

    def action_open_notice(self):
        """Open the shipping notice by which the serial number left."""
        return self.notice_id._get_records_action()
