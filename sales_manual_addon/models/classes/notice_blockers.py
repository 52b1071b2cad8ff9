from odoo import models
from odoo.tools import SQL

from .notice_class import FROM_BRANCH


class SalesManualNotice(models.Model):
    """What stands between notices of goods that are not sold and their departure."""

    _inherit = "sales.manual.notice"

    def _blockers(self):
        # what came back meanwhile is no field of the notice
        self.sudo().line_ids._of_notice().invalidate_recordset(["open_qty"])
        found = super()._blockers()
        waiting = self.sudo().filtered(  # as the room itself
            lambda notice: notice.state in ("draft", "signing") and notice.class_id.is_delivery_made
        )
        for notice, blockers in waiting._stock_blockers().items():
            found[notice.id] += blockers
        return found

    def _class_blockers(self):
        found = super()._class_blockers()
        for blocker in found:
            if blocker["code"] == "class":
                blocker["message"] = self.env._(
                    "What class %(notice_class)s says does not fit together: goods that are sold need an order, goods "
                    "without an order are not sold, a pro forma invoice makes none leave. An administrator corrects it "
                    "under Configuration, Notice Classes.",
                    notice_class=self.class_id.display_name,
                )
        if self.state == "draft":
            found += self._lone_step_blockers()
        return found

    def _lone_step_blockers(self):
        """Signatures that nobody but the maker could give: a class whose steps name the maker's own post."""
        maker = self.prepared_by_id or self.create_uid or self.env.user
        readers = self._readers()
        found = []
        for step in self.class_id.step_ids:
            unread = step.post_ids.filtered(lambda post: not post.all_implied_ids & readers)
            if unread and not self.contract_id:
                found.append(
                    self._blocker(
                        "unread_step",
                        self.env._(
                            "Signature “%(step)s” names %(posts)s, who do not read notices without a contract. Name "
                            "another post, or give it the right to read issued notices.",
                            step=step.name,
                            posts=", ".join(unread.mapped("name")),
                        ),
                        level="warning",
                    )
                )
            holders = step.post_ids.all_user_ids.filtered(lambda user: user.active and not user.share)
            if holders and not holders - maker:
                found.append(
                    self._blocker(
                        "lone_step",
                        self.env._(
                            "Signature “%(step)s” is for %(posts)s, which nobody but %(maker)s holds: whoever makes a "
                            "notice does not sign it. Give the post to somebody else too, or change the class.",
                            step=step.name,
                            posts=", ".join(step.post_ids.mapped("name")),
                            maker=maker.name,
                        ),
                        level="warning",
                    )
                )
        return found

    def _readers(self):
        """The capabilities by which a notice of no contract is read once it is issued."""
        names = ["notice_read", "scope_all", "scope_domestic_read", "scope_international_read"]
        names += ["branch"] if self.branch_id else []
        known = self.env["ir.model.data"]  # cached; env.ref would ask the database whether it exists
        ids = [known._xmlid_to_res_id(f"sales_manual_addon.group_{name}") for name in names]
        return self.env["res.groups"].sudo().browse(ids)

    def _order_blockers(self, names):
        """See the shipping room; goods that are not sold answer for themselves."""
        if self._is_from_orders():
            return super()._order_blockers(names)
        return self._free_blockers(names)

    def _free_blockers(self, names):
        found, lines = [], self.line_ids
        if not lines:
            found.append(self._blocker("no_lines", self.env._("The notice has no lines. Add what is to leave.")))
        is_branch = self.class_id.source == FROM_BRANCH
        if is_branch:
            found += self._branch_blockers()
        elif not self.reason_kind:
            found.append(
                self._blocker(
                    "no_reason_kind", self.env._("Say why goods leave without being sold: choose the reason.")
                )
            )
        unfit = lines.product_id.filtered(lambda p: p.type != "consu" or ("is_kits" in p._fields and p.is_kits))
        if unfit:
            found.append(
                self._blocker(
                    "product",
                    self.env._(
                        "%(products)s cannot leave by themselves: services move nothing, and of a kit its components "
                        "leave. Name the goods.",
                        products=", ".join(unfit.mapped("display_name")),
                    ),
                )
            )
        if self.reason_kind == "exchange":
            for line in lines.filtered(lambda line: not line.order_line_id):
                found.append(
                    self._blocker(
                        "no_order",
                        self.env._(
                            "%(product)s: an exchange names the order line of what came back. Choose it.",
                            product=line.product_id.display_name,
                        ),
                    )
                )
            found += self._exchange_blockers(names)
        elif lines.order_line_id:
            found.append(
                self._blocker(
                    "order_line",
                    self.env._(
                        "Only an exchange names order lines. Choose the reason “Return or exchange”, or take the order "
                        "lines off."
                    ),
                )
            )
        return found + self._due_back_blockers()

    def _branch_blockers(self):
        home, branch = self.warehouse_id, self.branch_id
        if branch and branch != home and (home | branch).filtered("is_branch_abroad"):
            return []
        return [
            self._blocker(
                "branch",
                self.env._(
                    "Stock goes to a branch abroad, from one to another, or home: choose two warehouses, one of which "
                    "is marked as a branch abroad."
                ),
            )
        ]

    def _due_back_blockers(self):
        if self.due_back_date and self.ship_date and self.due_back_date < self.ship_date:
            return [self._blocker("due_back", self.env._("The goods would be due back before they leave."))]
        return []

    # what is reserved for others

    def _stock_blockers(self):
        """Warn where the warehouse has too few pieces that are not reserved for something else, {notice: blockers}."""
        found = {}
        lines = self.line_ids.filtered(lambda line: line.product_id.is_storable)
        if not lines:
            return found
        free = self._free_pieces(lines)
        for notice, of_notice in lines.grouped("notice_id").items():
            for product, of_product in of_notice.grouped("product_id").items():
                needed = sum(line.pieces_qty - line.shipped_qty for line in of_product)
                there = free.get((notice.warehouse_id.id, product.id), 0)
                there += free.get((notice._origin.id, "own", product.id), 0)
                if needed > there:
                    found.setdefault(notice, []).append(
                        self._blocker(
                            "reserved_elsewhere",
                            self.env._(
                                "%(product)s: %(needed)s pieces are to leave, %(there)s in %(warehouse)s are not "
                                "reserved for something else.",
                                product=product.display_name,
                                needed=self._count(needed),
                                there=self._count(max(there, 0)),
                                warehouse=notice.warehouse_id.display_name,
                            ),
                            level="warning",
                        )
                    )
        return found

    def _free_pieces(self, lines):
        """{(warehouse id, product id): pieces nobody reserved} and {(notice id, "own", product id): pieces reserved for
        the notice's own order lines}: one statement.
        """
        self.env["stock.quant"].flush_model(["quantity", "reserved_quantity", "location_id", "product_id"])
        self.env["stock.move.line"].flush_model(["quantity_product_uom", "move_id", "state"])
        self.env["stock.move"].flush_model(["sale_line_id"])
        lines.flush_recordset(["order_line_id", "notice_id", "product_id"])
        rows = self.env.execute_query(
            SQL(
                """
            SELECT warehouse.id, NULL, quant.product_id, SUM(quant.quantity - quant.reserved_quantity)
              FROM stock_quant quant
              JOIN stock_location location ON location.id = quant.location_id AND location.usage = 'internal'
              JOIN stock_warehouse warehouse ON warehouse.id IN %(warehouses)s
              JOIN stock_location root ON root.id = warehouse.view_location_id
               AND location.parent_path LIKE root.parent_path || '%%'
             WHERE quant.product_id IN %(products)s
          GROUP BY warehouse.id, quant.product_id
         UNION ALL
            SELECT NULL, line.notice_id, line.product_id, SUM(reserved.quantity_product_uom)
              FROM sales_manual_notice_line line
              JOIN stock_move move ON move.sale_line_id = line.order_line_id
              JOIN stock_move_line reserved ON reserved.move_id = move.id
               AND reserved.product_id = line.product_id AND reserved.state NOT IN ('done', 'cancel')
             WHERE line.id IN %(lines)s
          GROUP BY line.notice_id, line.product_id
                """,
                warehouses=tuple(lines.notice_id.warehouse_id.ids) or (0,),
                products=tuple(lines.product_id.ids),
                lines=tuple(lines._origin.ids) or (0,),
            )
        )
        return {
            (warehouse_id, product_id) if warehouse_id else (notice_id, "own", product_id): pieces
            for warehouse_id, notice_id, product_id, pieces in rows
        }
