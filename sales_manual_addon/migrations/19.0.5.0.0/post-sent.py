"""Exposures read what left under notices from the order's lines: kept there where Odoo counts less as delivered."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE sale_order_line AS line SET shipping_sent_qty = sent.qty
          FROM (
            SELECT line.order_line_id AS id,
                   SUM((line.shipped_qty - COALESCE(returned.pieces, 0))
                       * CASE WHEN line_uom.id = own_uom.id THEN 1 ELSE own_uom.factor / line_uom.factor END) AS qty
              FROM sales_manual_notice_line AS line
              JOIN sales_manual_notice AS notice ON notice.id = line.notice_id
              JOIN sales_manual_notice_class AS class ON class.id = notice.class_id AND class.is_sold
              JOIN sale_order_line AS order_line ON order_line.id = line.order_line_id
              JOIN product_product AS product ON product.id = order_line.product_id
              JOIN product_template AS template ON template.id = product.product_tmpl_id
              JOIN uom_uom AS own_uom ON own_uom.id = template.uom_id
              JOIN uom_uom AS line_uom ON line_uom.id = order_line.product_uom_id
         LEFT JOIN (
            SELECT notice_line_id, SUM(pieces_qty) AS pieces FROM sales_manual_notice_delivery
             WHERE kind = 'return' GROUP BY notice_line_id
         ) AS returned ON returned.notice_line_id = line.id
             WHERE notice.state IN ('released', 'shipped') AND line.shipped_qty > 0
          GROUP BY line.order_line_id
          ) AS sent
         WHERE line.id = sent.id AND sent.qty > COALESCE(line.qty_delivered, 0)
        """
    )
