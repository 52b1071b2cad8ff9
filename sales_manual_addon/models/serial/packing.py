from math import ceil

from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    """Pallets and containers of a transfer, filled from the packagings of its products."""

    _inherit = "stock.picking"

    pallet_count = fields.Integer(compute="_compute_pallet_count", export_string_translation=False)
    has_serials = fields.Boolean(compute="_compute_has_serials", export_string_translation=False)

    @api.depends("move_line_ids.result_package_id")
    def _compute_pallet_count(self):
        counts = dict(
            self.env["stock.move.line"]._read_group(
                [("picking_id", "in", self.ids), ("result_package_id", "!=", False)],
                ["picking_id"],
                ["result_package_id:count_distinct"],
            )
        )
        for picking in self:
            picking.pallet_count = counts.get(picking._origin, 0)

    @api.depends("move_ids.product_id")
    def _compute_has_serials(self):
        for picking in self:
            picking.has_serials = "serial" in picking.move_ids.product_id.mapped("tracking")

    def action_open_pallets(self):
        """Show the pallets of this transfer; their containers are chosen there."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pallets"),
            "res_model": "stock.package",
            "views": [[self.env.ref("sales_manual_addon.sales_manual_package_view_list").id, "list"]],
            "domain": [("id", "in", self.move_line_ids.result_package_id.ids)],
            "context": {"packing_picking_id": self.id},
        }

    def action_fill_pallets(self):
        """Put what is on no pallet yet on pallets, each as many pieces as the product's smallest packaging holds, and
        the pallets into the containers booked for the notice.
        """
        self.ensure_one()
        lines = self.move_line_ids.filtered(
            lambda line: line.state not in ("done", "cancel") and line.quantity and not line.result_package_id
        )
        if not lines:
            raise UserError(
                self.env._("%(transfer)s: nothing that is reserved is without a pallet.", transfer=self.name)
            )
        unknown = lines.product_id.filtered(lambda product: not product._packaging_pieces())
        if unknown:
            raise UserError(
                self.env._(
                    "%(products)s: how many pieces go on a pallet? Add the packaging to the product, such as a pallet "
                    "of 31.",
                    products=", ".join(unknown.mapped("display_name")),
                )
            )
        for product, of_product in lines.grouped("product_id").items():
            packaging, pieces = product._packaging_pieces()[0]
            if product.tracking == "serial":
                self._pack_serials(of_product, packaging, pieces)
            else:
                self._pack_pieces(of_product, packaging, pieces)
        self._fill_containers()
        return self.action_open_pallets()

    def _new_pallets(self, packaging, count):
        package_type = packaging.package_type_id
        return self.env["stock.package"].create([{"package_type_id": package_type.id} for _number in range(count)])

    def _pack_serials(self, lines, packaging, pieces):
        lines = lines.sorted(lambda line: (line.lot_id.name or "", line.id))
        pallets = self._new_pallets(packaging, ceil(len(lines) / pieces))
        # a statement for each pallet: the lines of one get one value
        for number, pallet in enumerate(pallets):
            lines[number * pieces : (number + 1) * pieces].write({"result_package_id": pallet.id})

    def _pack_pieces(self, lines, packaging, pieces):
        """Split the lines into whole pallets; what is left of one line stands with the next on the same pallet."""
        loads, room = [], 0
        pallet_count = 0
        for line in lines:
            left = line.quantity_product_uom
            while left > 0:
                if not room:
                    pallet_count, room = pallet_count + 1, pieces
                taken = min(left, room)
                loads.append((line, taken, pallet_count - 1))
                left, room = left - taken, room - taken
        pallets = self._new_pallets(packaging, pallet_count)
        first, rest = {}, []
        for line, taken, number in loads:
            unit = line.product_id.uom_id
            values = {
                "quantity": unit._compute_quantity(taken, line.product_uom_id),
                "result_package_id": pallets[number].id,
            }
            if line in first:
                rest.append({**line.copy_data()[0], **values, "picked": line.picked})
            else:
                first[line] = values
        # the first part of each line gives back what the others take
        for line, values in first.items():
            line.write(values)
        self.env["stock.move.line"].create(rest)

    def _fill_containers(self):
        """Load pallets without a container, in order, into the empty containers booked for what this transfer ships."""
        pallets = self.move_line_ids.result_package_id.filtered(lambda pallet: not pallet.vessel_container_id)
        # sudo: which containers are booked for the notice, whoever packs
        allocations = self.env["sales.manual.vessel.allocation"].sudo()
        notices = self._shipping_notices()[self.id]
        booked = allocations.search(
            [("notice_id", "in", notices.ids), ("booking_id.state", "in", ("requested", "confirmed", "loaded"))]
        )
        containers = booked.booking_id.container_ids.filtered(lambda container: not container.package_ids)
        if not pallets or not containers:
            return
        packed = {pallet: pallet.packed_qty for pallet in pallets.with_context(packing_picking_id=self.id)}
        sizes = [self._container_pieces(product) for product in self.move_line_ids.product_id]
        capacity = min(filter(None, sizes), default=0) or ceil(sum(packed.values()) / len(containers))
        waiting = list(containers.sorted(lambda container: (container.booking_id.id, container.sequence, container.id)))
        loads = {container: self.env["stock.package"] for container in waiting}
        loaded = 0
        for pallet in pallets.sorted("id"):
            pieces = packed[pallet]
            if loaded and loaded + pieces > capacity and len(waiting) > 1:
                waiting.pop(0)
                loaded = 0
            loads[waiting[0]] += pallet
            loaded += pieces
        for container, load in loads.items():
            load.vessel_container_id = container

    def _container_pieces(self, product):
        """Pieces of the packaging that stands for a whole container: the largest, where a pallet is another."""
        sizes = product._packaging_pieces()
        return sizes[-1][1] if len(sizes) > 1 else 0
