from . import gate
from . import pos_config
from . import pos_order_line
from . import sale_order
from . import stock_picking
from . import stock_picking_type
