from odoo import api, models


class SeparationMatrix(models.AbstractModel):
    """The rules of separation as a table of groups by groups, to be read and printed."""

    _name = "report.sales_manual_addon.separation_matrix"
    _description = "Matrix of separation"

    @api.model
    def _get_report_values(self, docids, data=None):
        separations = self.env["sales.manual.separation"]
        rules = separations.browse(docids) if docids else separations.search([])
        rules.check_access("read")
        groups = rules.side_a_ids | rules.side_b_ids
        groups = groups.sorted(
            lambda group: (bool(group.privilege_id), group.privilege_id.category_id.sequence, group.id)
        )
        cells = {}
        for number, rule in enumerate(rules, 1):
            for group_a in rule.side_a_ids:
                for group_b in rule.side_b_ids:
                    for pair in ((group_a.id, group_b.id), (group_b.id, group_a.id)):
                        cells.setdefault(pair, []).append(number)
        return {
            "doc_ids": rules.ids,
            "doc_model": rules._name,
            "docs": rules,
            "groups": groups,
            "names": {group.id: group._separation_name() for group in groups},
            "cells": cells,
            "date": separations._today(),
        }
