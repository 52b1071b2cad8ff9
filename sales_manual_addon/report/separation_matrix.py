from itertools import product

from odoo import api, models


class SeparationMatrix(models.AbstractModel):
    """The rules of separation as a table of groups by groups, posts among them, to be read and printed. What a group
    implies counts as its own.
    """

    _name = "report.sales_manual_addon.separation_matrix"
    _inherit = ["sales.manual.paper"]
    _description = "Matrix of separation"

    @api.model
    def _get_report_values(self, docids, data=None):
        separations = self.env["sales.manual.separation"]
        rules = separations.browse(docids) if docids else separations.search([("active", "=", True)])
        rules.check_access("read")
        # sudo: which posts there are is no secret of who may read the rules
        groups = (
            rules.side_a_ids
            | rules.side_b_ids
            | self.env["sales.manual.post"].sudo().search([("group_id", "!=", False)]).group_id
        )
        groups = groups.sorted(
            lambda group: (bool(group.privilege_id), group.privilege_id.category_id.sequence, group.id)
        )
        sides = [(set(rule.side_a_ids.ids), set(rule.side_b_ids.ids)) for rule in rules]
        powers = {group.id: set(group.all_implied_ids.ids) for group in groups}
        cells = {}
        for (one, held), (other, held_too) in product(powers.items(), repeat=2):
            numbers = [
                number
                for number, (side_a, side_b) in enumerate(sides, 1)
                if (held & side_a and held_too & side_b) or (held & side_b and held_too & side_a)
            ]
            if numbers:
                cells[one, other] = numbers
        return {
            "size": self._size(data),
            "doc_ids": rules.ids,
            "doc_model": rules._name,
            "docs": rules,
            "groups": groups,
            "names": {group.id: group._separation_name() for group in groups},
            "cells": cells,
            "date": separations._today(),
        }
