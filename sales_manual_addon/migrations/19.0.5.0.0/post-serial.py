"""Packages of containers with pallets are their pallets; what was entered of a vessel that has sailed stays."""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE sales_manual_vessel_container container SET packages_qty = counted.pallets
          FROM (SELECT vessel_container_id AS id, COUNT(*) AS pallets FROM stock_package
                 WHERE vessel_container_id IS NOT NULL GROUP BY vessel_container_id) counted,
               sales_manual_vessel_booking booking
         WHERE counted.id = container.id AND booking.id = container.booking_id
           AND (COALESCE(container.packages_qty, 0) = 0 OR booking.state IN ('requested', 'confirmed', 'loaded'))
        """
    )
