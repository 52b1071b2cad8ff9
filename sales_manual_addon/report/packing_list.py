from math import ceil

from odoo import api, models

from .paper import PAGE

# Millimetres on paper, beside those of the shipping notice.
TITLE, HEAD_ROW, TABLE_HEAD, CONTINUED = 22, 7.3, 12, 10
CLOSING = 62
CONTAINER_WIDTH, PALLET_WIDTH, PRODUCT_WIDTH = 14, 18, 34


class ReportSalesManualPackingList(models.AbstractModel):
    """The packing list (装箱单) of a transfer: containers, pallets, products, pieces, power, weights. Reads only."""

    _name = "report.sales_manual_addon.report_packing_list"
    _inherit = ["sales.manual.paper"]
    _description = "Printed packing list"

    @api.model
    def _get_report_values(self, docids, data=None):
        pickings = self.env["stock.picking"].browse(docids)
        pickings.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": pickings._name,
            "size": self._size(data),
            # sudo: the print names contract, notice and vessel to posts that cannot open them
            "prints": [self._packing_print(picking.sudo()) for picking in pickings],
        }

    def _packing_print(self, picking):
        notices = picking._shipping_notices()[picking.id]
        rows = self._packing_rows(picking)
        containers = picking.move_line_ids.result_package_id.vessel_container_id
        heads = self._packing_heads(picking, notices, containers)
        pallets = picking.move_line_ids.result_package_id
        return {
            "picking": picking,
            "heads": [heads[start : start + 2] for start in range(0, len(heads), 2)],
            "pages": self._packing_pages(rows, heads),
            "containers": containers,
            "totals": {
                "containers": len(containers),
                "pallets": len(pallets),
                "pieces": sum(row["pieces"] for row in rows),
                "power_kw": sum(row["power_w"] for row in rows) / 1000,
                "net_kg": sum(row["net_kg"] for row in rows),
                "gross_kg": sum(row["gross_kg"] for row in rows),
            },
            "has_weights": any(row["net_kg"] or row["gross_kg"] for row in rows),
            "is_done": picking.state == "done",
        }

    def _packing_heads(self, picking, notices, containers):
        """[(label, value)] above the table; what there is nothing to say of is left out."""
        bookings = containers.booking_id
        contracts = notices.contract_id
        moment = picking.date_done or picking.scheduled_date
        heads = [
            ("Customer 客户", picking.partner_id.commercial_partner_id.name or picking.partner_id.name),
            ("Ship to 收货地址", self._packing_address(picking.partner_id)),
            ("Transfer 发货单", picking.name),
            ("Date 日期", self._time(picking.company_id, moment)[:10]),
            ("Notice 通知单", ", ".join(filter(None, notices.mapped("name")))),
            ("Contract 合同", ", ".join(filter(None, contracts.mapped("name")))),
            ("Customer's No. 客户合同号", ", ".join(filter(None, contracts.mapped("customer_reference")))),
            ("Warehouse 仓库", picking.picking_type_id.warehouse_id.name),
            (
                "Vessel 船名航次",
                ", ".join(f"{booking.vessel or ''} {booking.voyage or ''}".strip() for booking in bookings),
            ),
            (
                "Ports 港口",
                ", ".join(
                    f"{booking.port_loading_id.name} – {booking.port_discharge_id.name}" for booking in bookings
                ),
            ),
        ]  # fmt: skip
        return [(label, value) for label, value in heads if value]

    def _packing_address(self, partner):
        # in the customer's language, whoever prints
        lines = partner.with_context(lang=partner.lang)._display_address(without_company=True).split("\n")
        return ", ".join(filter(None, (line.strip(" ,") for line in lines)))

    def _packing_rows(self, picking):
        """One row for each container, pallet and product, in the order of loading; loose goods come last."""
        rows, gross = {}, set()
        lines = picking.move_line_ids.filtered("quantity")
        rated = self._rated_powers(lines)
        for line in lines:
            pallet, product = line.result_package_id, line.product_id
            container = pallet.vessel_container_id
            row = rows.setdefault(
                (container, pallet, product),
                {
                    "container": container, "pallet": pallet, "product": product,
                    "pieces": 0, "power_w": 0.0, "net_kg": 0.0, "gross_kg": 0.0,
                },
            )  # fmt: skip
            pieces = line.quantity_product_uom
            row["pieces"] += pieces
            row["power_w"] += pieces * (line.lot_id.measured_power_w or rated[line])
            row["net_kg"] += pieces * product.weight
            if pallet and pallet not in gross:
                # the pallet's weight once, by its first product
                gross.add(pallet)
                row["gross_kg"] += pallet.shipping_weight or 0.0
        return sorted(
            rows.values(),
            key=lambda row: (
                not row["container"], row["container"].sequence, row["container"].id,
                not row["pallet"], row["pallet"].name or "", row["product"].display_name,
            ),
        )  # fmt: skip

    def _rated_powers(self, lines):
        """{move line: watts of one piece as the contract has it}."""
        powers = {}
        for line in lines:
            contract_line = line.move_id.sale_line_id.contract_batch_line_id.contract_line_id
            is_own = contract_line.product_id == line.product_id
            powers[line] = (is_own and contract_line.rated_power_w) or line.product_id.rated_power_w
        return powers

    def _packing_pages(self, rows, heads):
        """Rows page by page; the last has room for sums and signatures."""
        return self._broken(
            rows,
            self._packing_row_height,
            PAGE - TITLE - TABLE_HEAD - HEAD_ROW * ceil(len(heads) / 2) * 1.6,
            PAGE - CONTINUED - TABLE_HEAD,
            CLOSING,
        )

    def _packing_row_height(self, row):
        return max(
            self._text_height(row["container"].number, CONTAINER_WIDTH),
            self._text_height(row["pallet"].name, PALLET_WIDTH),
            self._text_height(row["product"].display_name, PRODUCT_WIDTH),
        )
