from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class StockPackage(models.Model):
    """A pallet stands in a container of a vessel booking: booked there once, not made a second time as a package."""

    _inherit = "stock.package"

    vessel_container_id = fields.Many2one(
        "sales.manual.vessel.container",
        string="Booked container",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The booked container that this pallet is loaded into.",
    )
    packed_qty = fields.Integer(
        string="Pieces", compute="_compute_packed_qty", help="Pieces of the transfer whose pallets are shown."
    )

    @api.depends_context("packing_picking_id")
    def _compute_packed_qty(self):
        packed = dict(
            self.env["stock.move.line"]._read_group(
                [
                    ("picking_id", "=", self.env.context.get("packing_picking_id")),
                    ("result_package_id", "in", self.ids),
                ],
                ["result_package_id"],
                ["quantity_product_uom:sum"],
            )
        )
        for package in self:
            package.packed_qty = packed.get(package._origin, 0)

    @api.constrains("vessel_container_id")
    def _check_vessel_container(self):
        for package in self.filtered("vessel_container_id"):
            booking = package.sudo().vessel_container_id.booking_id  # its state, whoever packs
            if booking.state == "cancelled":
                raise ValidationError(
                    self.env._(
                        "Pallet %(pallet)s: booking %(booking)s of container %(container)s is cancelled.",
                        pallet=package.name,
                        booking=booking.name,
                        container=package.sudo().vessel_container_id.display_name,
                    )
                )
            if package.company_id and package.company_id != booking.company_id:
                raise ValidationError(
                    self.env._(
                        "Pallet %(pallet)s and container %(container)s are of different companies.",
                        pallet=package.name,
                        container=package.sudo().vessel_container_id.display_name,
                    )
                )


    def write(self, vals):
        # sudo: the count follows, whoever packs
        before = self.sudo().vessel_container_id if "vessel_container_id" in vals else None
        result = super().write(vals)
        if before:
            # what was counted goes with the last pallet
            before.filtered(lambda container: not container.package_ids)._passed().packages_qty = 0
        return result


class SalesManualVesselContainer(models.Model):
    """The packages of a container are the pallets in it; where none are recorded, what is entered."""

    _inherit = "sales.manual.vessel.container"

    package_ids = fields.One2many("stock.package", "vessel_container_id", string="Pallets")
    packages_qty = fields.Integer(compute="_compute_packages_qty", store=True, readonly=False)
    has_pallets = fields.Boolean(compute="_compute_has_pallets", compute_sudo=True, export_string_translation=False)

    @api.depends("package_ids")
    def _compute_packages_qty(self):
        for container in self:
            container.packages_qty = len(container.package_ids) or container.packages_qty

    @api.depends("package_ids")
    def _compute_has_pallets(self):
        for container in self:
            container.has_pallets = bool(container.package_ids)

    def write(self, vals):
        if "packages_qty" in vals and not self._has_pass():
            for container in self.filtered("has_pallets"):
                if container.packages_qty != vals["packages_qty"]:
                    raise UserError(
                        self.env._(
                            "%(container)s: its packages are the %(count)s pallets recorded in it. Change the pallets.",
                            container=container.display_name,
                            count=container.packages_qty,
                        )
                    )
        return super().write(vals)


class SalesManualVesselBooking(models.Model):
    _inherit = "sales.manual.vessel.booking"

    pallet_count = fields.Integer(compute="_compute_pallet_count", export_string_translation=False)

    def _compute_pallet_count(self):
        counts = dict(
            self.env["stock.package"]._read_group(
                [("vessel_container_id.booking_id", "in", self.ids)], ["vessel_container_id"], ["__count"]
            )
        )
        for booking in self:
            booking.pallet_count = sum(counts.get(container, 0) for container in booking.container_ids)

    def action_open_pallets(self):
        """Show the pallets in the containers of this booking."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pallets"),
            "res_model": "stock.package",
            "views": [[self.env.ref("sales_manual_addon.sales_manual_package_view_list").id, "list"]],
            "domain": [("vessel_container_id.booking_id", "=", self.id)],
        }
