from . import product_template
from . import crm_team
from . import res_company
from . import sale_order
from . import sale_order_line
from . import stock_warehouse
from . import stock_picking_type
from . import stock_picking
