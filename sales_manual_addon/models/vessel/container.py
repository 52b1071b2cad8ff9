import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..contract.bounds import refuse_unusable

# ISO 6346: owner, category (U, J or Z), six digits of the serial, the check digit
NUMBER = re.compile(r"[A-Z]{3}[UJZ]\d{7}")
# letters count from 10, and no multiple of eleven is used
LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (n for n in range(10, 39) if n % 11), strict=True))
MAX_KG = 100_000
# what may still be entered once the container is loaded
LOADED_FIELDS = frozenset({"seal", "vgm_kg", "tare_kg", "packages_qty", "is_damaged", "damage_note", "sequence"})


def check_digit(number):
    """The check digit (0 to 9) that ISO 6346 gives to the first ten characters of ``number``."""
    values = (LETTERS[char] if char in LETTERS else int(char) for char in number[:10])
    return sum(value * 2**place for place, value in enumerate(values)) % 11 % 10


class SalesManualVesselContainer(models.Model):
    """A container of a booking. Its number comes later than the booking; it is checked as ISO 6346 wants it."""

    _name = "sales.manual.vessel.container"
    _inherit = ["sales.manual.guarded"]
    _description = "Booked Container"
    _order = "booking_id, sequence, id"
    _rec_name = "number"
    _guarded_fields = frozenset({"company_id", "voyage_start", "voyage_end"})

    booking_id = fields.Many2one("sales.manual.vessel.booking", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="booking_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    type_id = fields.Many2one("sales.manual.container.type", required=True, index=True, ondelete="restrict")
    number = fields.Char(
        string="Container No.",
        index=True,
        copy=False,
        help="Four letters, six digits and the check digit: CSQU3054383.",
    )
    seal = fields.Char(string="Seal No.", copy=False)
    tare_kg = fields.Integer(string="Tare (kg)", copy=False)
    vgm_kg = fields.Integer(
        string="VGM (kg)", copy=False, help="Verified gross mass: the packed container as it is weighed."
    )
    packages_qty = fields.Integer(string="Packages")
    is_damaged = fields.Boolean(string="Damaged", copy=False)
    damage_note = fields.Char(string="Damage", copy=False)
    voyage_start = fields.Date(compute="_compute_voyage", store=True, export_string_translation=False)
    voyage_end = fields.Date(compute="_compute_voyage", store=True, export_string_translation=False)
    booking_state = fields.Selection(related="booking_id.state", export_string_translation=False)

    # Two transactions do not see each other's containers, the index does. The hash stands for the number, because
    # ranges are what this kind of index compares without an extension.
    _one_voyage = models.Constraint(
        "EXCLUDE USING gist (int4range(company_id, company_id, '[]') WITH &&, "
        "int8range(hashtextextended(number, 0), hashtextextended(number, 0), '[]') WITH &&, "
        "daterange(voyage_start, voyage_end, '[]') WITH &&) "
        "WHERE (number IS NOT NULL AND voyage_start IS NOT NULL)",
        "A container number of this booking is on another voyage in the same days. Check the number and the dates.",
    )
    _weights = models.Constraint(
        "CHECK (COALESCE(tare_kg, 0) >= 0 AND COALESCE(vgm_kg, 0) >= 0 AND COALESCE(packages_qty, 0) >= 0)",
        "Weights and packages of a container are not negative.",
    )

    @api.depends("number", "type_id")
    def _compute_display_name(self):
        for container in self:
            container.display_name = container.number or container.type_id.name

    @api.depends("booking_id.state", "booking_id.etd", "booking_id.atd", "booking_id.eta", "booking_id.ata")
    def _compute_voyage(self):
        for container in self:
            container.voyage_start, container.voyage_end = container.booking_id._voyage()

    @api.constrains("number", "booking_id")
    def _check_number(self):
        for container in self.filtered("number"):
            number = container.number
            if not NUMBER.fullmatch(number):
                raise ValidationError(
                    self.env._(
                        "%(booking)s: “%(number)s” is no container number. It has four letters, the last of them U, J "
                        "or Z, and seven digits, such as CSQU3054383.",
                        booking=container.booking_id.display_name,
                        number=number,
                    )
                )
            if int(number[-1]) != check_digit(number):
                raise ValidationError(
                    self.env._(
                        "%(booking)s: the check digit of container %(number)s is %(given)s, but the number before it "
                        "gives %(right)s. A digit was misread; compare with the container's door.",
                        booking=container.booking_id.display_name,
                        number=number,
                        given=number[-1],
                        right=check_digit(number),
                    )
                )
        self._check_voyages()

    def _check_voyages(self):
        """Raise where one of these containers is on another vessel in the same days, and say on which. What another
        transaction has not committed yet is left to the index.
        """
        numbered = self.filtered(lambda container: container.number and all(container.booking_id._voyage()))
        if not numbered:
            return
        voyages = [(c.id, c.number, c.company_id.id, *c.booking_id._voyage(), c.booking_id.name) for c in numbered]
        # asked without writing pending changes first: the index would answer before this does, and name no booking
        self.env.cr.execute(
            """SELECT c.id, c.number, b.company_id, COALESCE(b.atd, b.etd),
                      GREATEST(COALESCE(b.atd, b.etd), COALESCE(b.ata, b.eta)), b.name
                 FROM sales_manual_vessel_container c JOIN sales_manual_vessel_booking b ON b.id = c.booking_id
                WHERE c.number = ANY(%s) AND b.state != 'cancelled' AND c.id != ALL(%s)""",
            [list(set(numbered.mapped("number"))), numbered.ids],
        )
        others = voyages + self.env.cr.fetchall()
        for id_, number, company, start, end, booking in voyages:
            for other_id, other_number, other_company, other_start, other_end, other_booking in others:
                is_same = (number, company) == (other_number, other_company) and id_ != other_id
                if is_same and start <= other_end and other_start <= end:
                    raise ValidationError(
                        self.env._(
                            "Container %(number)s stands on %(booking)s and on %(other)s, whose voyages overlap "
                            "(%(start)s to %(end)s). Check the number, or the dates of the earlier voyage.",
                            number=number,
                            booking=booking,
                            other=other_booking,
                            start=other_start,
                            end=other_end,
                        )
                    )

    @api.constrains("tare_kg", "vgm_kg", "packages_qty")
    def _check_weights(self):
        for container in self:
            if min(container.tare_kg, container.vgm_kg, container.packages_qty) < 0:
                raise ValidationError(
                    self.env._(
                        "%(container)s: weights and packages are not negative.", container=container.display_name
                    )
                )
            if max(container.tare_kg, container.vgm_kg) > MAX_KG:
                raise ValidationError(
                    self.env._(
                        "%(container)s: %(kg)s kg is more than any container weighs. Enter kilograms.",
                        container=container.display_name,
                        kg=max(container.tare_kg, container.vgm_kg),
                    )
                )
            if container.vgm_kg and container.tare_kg and container.vgm_kg < container.tare_kg:
                raise ValidationError(
                    self.env._(
                        "%(container)s: a verified gross mass of %(vgm)s kg is less than the empty container's "
                        "%(tare)s kg.",
                        container=container.display_name,
                        vgm=container.vgm_kg,
                        tare=container.tare_kg,
                    )
                )

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._normalized(vals) for vals in vals_list]
        for vals in vals_list:
            refuse_unusable(self, vals)
        bookings = self.env["sales.manual.vessel.booking"].browse(
            {vals["booking_id"] for vals in vals_list if isinstance(vals.get("booking_id"), int)}
        )
        bookings._check_open(self.env._("containers"))
        bookings._take()
        containers = super().create(vals_list)
        containers.booking_id._content_changed("container_ids")
        return containers

    def write(self, vals):
        if self._has_pass():
            return super().write(vals)
        vals = self._normalized(vals)
        refuse_unusable(self, vals)
        if "booking_id" in vals and any(container.booking_id.id != vals["booking_id"] for container in self):
            raise UserError(self.env._("A container stays on its booking. Delete it there and add it to the other."))
        if vals.keys() - LOADED_FIELDS:
            self.booking_id._check_open(self.env._("containers"))
        else:
            self.booking_id._check_alive()
        self.booking_id._take()
        before = {container: container.type_id for container in self}
        result = super().write(vals)
        changed = self.filtered(lambda container: container.type_id != before[container])
        changed.booking_id._content_changed("container_ids")
        return result

    def unlink(self):
        bookings = self.booking_id
        bookings._check_open(self.env._("containers"))
        bookings._take()
        result = super().unlink()
        bookings.exists()._content_changed("container_ids")
        return result

    def _normalized(self, vals):
        """``vals`` with the number as it is registered: capitals, without blanks and hyphens ("csqu 305438-3")."""
        if not vals.get("number"):
            return vals
        return {**vals, "number": re.sub(r"[\s\-]", "", str(vals["number"])).upper()}
