from odoo import api, models

PACKING = "packing"
# what a packing list says, and what makes it one that is there
SAID = frozenset({"packages_qty", "gross_kg", "net_kg", "number", "date", "file", "not_needed_reason"})


class SalesManualVesselBooking(models.Model):
    """What a vessel's papers must agree with: its containers, and the packing lists of the goods on board."""

    _inherit = "sales.manual.vessel.booking"

    def _sides_beside(self, name):
        sides = super()._sides_beside(name)
        if name == "packages_qty" and self.container_ids and all(self.container_ids.mapped(name)):
            sides.append((self.display_name, sum(self.container_ids.mapped(name)), self.document_ids.browse()))
        lists = self._packing_lists()
        if lists and all(lists.mapped(name)):
            # how many, not which: some are other customers'
            label = self.env._("Packing lists on board (%(count)s)", count=len(lists))
            sides.append((label, sum(lists.mapped(name)), lists.browse()))
        return sides

    def _packing_lists(self):
        """The packing lists of all goods on board; none where goods have none yet, or are in part on another vessel:
        what is said of them then cannot be compared.
        """
        rows = self.every_allocation_ids
        lists = self.document_ids.browse()
        for notice, here in rows.grouped("notice_id").items():
            others = notice.vessel_allocation_ids.filtered(
                lambda row: row.booking_id != self and row.booking_id.state != "cancelled"
            )
            to_go = sum(line.pieces_qty - line.closed_qty for line in notice.line_ids)
            own = notice.document_ids.filtered(lambda row: row.kind_id.code == PACKING and row.state == "present")
            if not notice or not own or others or sum(here.mapped("pieces_qty")) < to_go:
                return lists.browse()
            lists |= own
        return lists


class SalesManualDocument(models.Model):
    """A packing list that changes has the papers of the vessel compared again.

    Told here and not by a dependency: a path from every document to the vessels of its notice would be searched for
    each invoice posted.
    """

    _inherit = "sales.manual.document"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.filtered(lambda row: row.state == "present")._vessel_papers()._compare_again()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if not SAID.isdisjoint(vals):
            self._vessel_papers()._compare_again()
        return result

    def unlink(self):
        papers = self._vessel_papers() - self.sudo()
        result = super().unlink()
        papers._compare_again()
        return result

    def _vessel_papers(self):
        """Papers of the vessels that carry what these packing lists are of."""
        # sudo: compared whoever files, and whoever may see what else is on board
        notices = self.sudo().filtered(lambda row: row.notice_id and row.kind_id.code == PACKING).notice_id
        return notices._vessel_papers()

    def _compare_again(self):
        self.env.add_to_compute(self._fields["disagrees"], self)


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"

    def _vessel_papers(self):
        return self.vessel_allocation_ids.booking_id.document_ids


class SalesManualNoticeLine(models.Model):
    _inherit = "sales.manual.notice.line"

    def write(self, vals):
        result = super().write(vals)
        if not {"pieces_qty", "closed_qty"}.isdisjoint(vals):
            self.sudo().notice_id._vessel_papers()._compare_again()  # sudo: as above
        return result
