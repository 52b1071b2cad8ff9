from odoo import api, models
from odoo.tools import SQL

from .gate_row import EPSILON

# how a movement of goods meets a requirement: to a customer, or into a warehouse where nothing is asked of them
TO_CUSTOMER, TO_FREE = "customer", "free"


class SalesManualGateScope(models.AbstractModel):
    """Where a company's requirement of shipping notices holds: everywhere but in what an administrator left free.

    Left free are warehouses by name, and goods that suppliers send straight to customers. A warehouse made later is
    not among them, and what stands in no warehouse never is: nothing becomes free by itself. Goods of the guarded
    part do not move into a free warehouse, from where they would leave unseen; the other way they may.
    """

    _inherit = "sales.manual.gate"

    @api.model
    def _free_scope(self):
        """Return (ids of the warehouses left free, ids of the companies that leave direct shipments of suppliers
        free)."""
        warehouses = self.env["stock.warehouse"]._ids_shipping_without_notice()
        companies = self.env["stock.picking.type"]._companies_requiring_notices()
        # sudo: settings of the company, whoever moves its goods
        direct = self.env["res.company"].sudo().browse(companies).filtered("dropships_without_notice")
        return warehouses, frozenset(direct.ids)

    def _forget_scope(self):
        """Have it read anew who requires notices and what is free: now, and when the decision is committed, since
        meanwhile another thread may have read and kept what held before."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    def _met_sql(self, scope=None):
        """SQL that says how a move line, or a move, from ``source`` to ``dest`` (aliases of its locations) of ``move``
        meets the requirement: TO_CUSTOMER, TO_FREE or NULL. ``scope``: as :meth:`_free_scope` gives it."""
        warehouses, direct = self._free_scope() if scope is None else scope
        return SQL(
            """CASE WHEN %(source_free)s OR source.usage = 'supplier' AND move.company_id IN %(direct)s THEN NULL
                    WHEN %(dest_out)s THEN %(to_customer)s
                    WHEN %(dest_free)s AND (source.usage = 'internal' OR source.usage = 'transit'
                         AND source.company_id IS NOT NULL AND NOT %(chain_free)s) THEN %(to_free)s
               END""",
            source_free=self._in_warehouses_sql("source", warehouses),
            dest_free=self._in_warehouses_sql("dest", warehouses),
            dest_out=self._is_out_sql("dest"),
            chain_free=self._chain_free_sql(warehouses),
            direct=tuple(direct) or (0,),
            to_customer=TO_CUSTOMER,
            to_free=TO_FREE,
        )

    def _in_warehouses_sql(self, alias, warehouse_ids):
        # by the path: a location's own warehouse is a stored value that its children do not follow
        if not warehouse_ids:
            return SQL("FALSE")
        return SQL(
            """EXISTS (SELECT 1 FROM stock_warehouse warehouse
                         JOIN stock_location root ON root.id = warehouse.view_location_id
                        WHERE warehouse.id IN %s AND %s LIKE root.parent_path || '%%')""",
            tuple(warehouse_ids),
            SQL.identifier(alias, "parent_path"),
        )

    def _chain_free_sql(self, warehouse_ids):
        """Whether what a move takes out of the company's transit was brought there from free warehouses alone, and is
        no more than was: which moves it names as those before it is anybody's to write."""
        if not warehouse_ids:
            return SQL("FALSE")
        origins = SQL(
            """SELECT 1 FROM stock_move_move_rel rel
                 JOIN stock_move origin ON origin.id = rel.move_orig_id
                 JOIN stock_location origin_source ON origin_source.id = origin.location_id
                WHERE rel.move_dest_id = move.id AND origin.state <> 'cancel'"""
        )
        return SQL(
            "(EXISTS (%(origins)s) AND NOT EXISTS (%(origins)s AND NOT %(free)s) AND %(covered)s)",
            origins=origins,
            free=self._in_warehouses_sql("origin_source", warehouse_ids),
            covered=self._chain_covered_sql(warehouse_ids),
        )

    def _chain_covered_sql(self, warehouse_ids):
        """Whether all that has left the transit after the moves before this one, and those these go on with, is no more
        of the product than they brought there from free warehouses."""
        return SQL(
            """(WITH RECURSIVE family AS (
                     SELECT move_orig_id AS id FROM stock_move_move_rel WHERE move_dest_id = move.id
                      UNION
                     SELECT other.move_orig_id
                       FROM family
                       JOIN stock_move_move_rel shared ON shared.move_orig_id = family.id
                       JOIN stock_move_move_rel other ON other.move_dest_id = shared.move_dest_id
                )
                SELECT COALESCE((
                       SELECT SUM(taken.quantity_product_uom)
                         FROM stock_move_line taken JOIN stock_move onward ON onward.id = taken.move_id
                        WHERE taken.product_id = move.product_id AND onward.state = 'done'
                          AND onward.id IN (SELECT rel.move_dest_id
                                              FROM stock_move_move_rel rel JOIN family ON family.id = rel.move_orig_id)
                       ), 0)
                    <= COALESCE((
                       SELECT SUM(brought.quantity_product_uom)
                         FROM stock_move_line brought
                         JOIN stock_move origin ON origin.id = brought.move_id
                         JOIN stock_location brought_source ON brought_source.id = brought.location_id
                         JOIN stock_location brought_dest ON brought_dest.id = brought.location_dest_id
                        WHERE brought.product_id = move.product_id AND origin.state = 'done'
                          AND origin.id IN (SELECT id FROM family)
                          AND brought_dest.usage = 'transit' AND brought_dest.company_id IS NOT NULL AND %s
                       ), 0) + %s)""",
            self._in_warehouses_sql("brought_source", warehouse_ids),
            EPSILON,
        )
